import type { DemoAchievement } from './definitions.ts'
import type { Work } from './earning.ts'

/** What people of the demo hand in, one portfolio for each micro-credential; the box, shift and place vary. */
export function workFor(
  achievement: DemoAchievement,
  detail: { readonly box: string; readonly place: string },
): Work {
  return WORKS[achievement](detail)
}

type Detail = Parameters<typeof workFor>[1]

const WORKS: Readonly<Record<DemoAchievement, (detail: Detail) => Work>> = {
  lifting: ({ box, place }) => ({
    evidence: [
      {
        criterionId: 'lift-plans',
        title: `Lift plan: ${box}`,
        text: `## The load\n\n${box} at ${place}: 21.4 t by the papers, centre of gravity 30 cm towards the doors. I marked both on the box before anyone came near.\n\n## The gear\n\nFour-leg chain sling, 13 mm, rated 11.2 t at 60 degrees a pair. One hook had a worn latch, so I tagged it and took the next set.\n\n## Before the hook moved\n\n- People out of the swing, radio check with the driver\n- Lifted ten centimetres, looked, waited, then on`,
      },
      {
        criterionId: 'lift-plans',
        title: 'The lift that I stopped',
        text: 'The tag line was on the wrong side and a truck driver stepped out to take a photo. I gave the stop sign, the driver stopped at once. We moved the truck, changed the line, and started again four minutes later. Nobody minded.',
      },
    ],
    reflection: 'I used to wait for somebody senior to say stop. Now I know that it takes one hand.',
  }),
  reefer: ({ box, place }) => ({
    evidence: [
      {
        criterionId: 'logs',
        title: `Box ${box}, night shift`,
        text: `At 06:00 the supply air stood at −16.6. I compared both probes before I trusted either; they were 0.2 apart, so the drift was real and not the sensor. I looked at the booking to be sure that −18 was still what the shipper wanted.\n\nI moved the plug to another socket at ${place} at 06:10 and wrote the time on the door card. By 07:00 it had peaked at −15.1 and was coming down. The old socket had a burnt pin. I put a lock on it and called the electrician, who came at 08:20.`,
      },
      {
        criterionId: 'logs',
        title: 'Handover and logs of four weeks',
        text: '| Week | Boxes | Drifts | Longest |\n|---|---|---|---|\n| 1 | 5 | 0 | |\n| 2 | 6 | 1 | 40 min |\n| 3 | 4 | 0 | |\n| 4 | 5 | 1 | 55 min |\n\nEach handover sheet names what is open, with the time of the next reading.',
      },
    ],
    reflection:
      'Looking back I should have called the duty officer when I saw it leave the range, because a second box was on the same line.',
  }),
  hazardous: ({ box, place }) => ({
    evidence: [
      {
        criterionId: 'plan',
        title: 'Stow plan, six boxes',
        text: `Six boxes, classes 2.1, 3, 4.3, 5.1, 8 and 9. ${box} (class 4.3) went to ${place}, away from the fire main; the oxidiser got a full bay between itself and the flammable liquid. For each neighbour the rule is noted in the margin of the plan. One declaration named class 3 where the label said 8: I held the box and called the agent.`,
      },
      {
        criterionId: 'drill',
        title: 'Leak drill, written up',
        text: '14:02 report by radio, "wet under box". 14:03 I cleared the bay upwind and gave the UN number to the gate. 14:05 the sheet for corrosives was open, absorbent on its way. 14:11 the brigade took over. I would change one thing: the wind sock cannot be seen from the bay.',
      },
    ],
    reflection: 'The table is quick once you ask what the two boxes would do together.',
  }),
  claims: ({ box, place }) => ({
    evidence: [
      {
        criterionId: 'talks',
        title: 'A talk that went well',
        text: `The customer had lost half a load of peppers in ${box}. I let her finish, then summed up: eleven hours without power at ${place}, our socket, our log. I said that we would pay the cargo and not the lost contract, and why. We agreed that I would send the log by noon; I did at 10:40.`,
      },
      {
        criterionId: 'talks',
        title: 'A talk that did not',
        text: 'I read the terms out too early and he hung up. I called again the next day, asked what the load had been for, and heard that it was the third time. That belonged to our planner, not to him, and the planner now calls him before each shipment.',
      },
    ],
    reflection: 'Saying plainly what we will not pay was easier than I thought, when the rest was honest.',
  }),
  coaching: ({ place }) => ({
    evidence: [
      {
        criterionId: 'coachee',
        title: 'Four talks',
        text: `Aim, agreed on at ${place}: replug a stack alone by the end of the month, both of us able to tell whether it worked.\n\n1. I asked how he checks a plug now. He showed me something that I did not know.\n2. Watched one stack, said nothing until the end.\n3. He found the mistake himself when I asked what the light meant.\n4. He did nine boxes alone, I drank coffee.`,
      },
      {
        criterionId: 'coachee',
        title: 'What my colleague says',
        text: '"It helped most that he waited. The first time I wanted him to tell me; the second time I was glad that he had not."',
      },
    ],
    reflection: 'Asking takes longer for two weeks and less ever after.',
  }),
  'yard-data': ({ place }) => ({
    evidence: [
      {
        criterionId: 'question',
        title: 'Do boxes wait longer at the end of the week?',
        text: `**Question.** Somebody at ${place} said that Friday boxes wait longer.\n\n**Source.** Gate log, 12 weeks, 4,812 boxes; 61 rows without an out time were left out, and that is said under the chart.\n\n**Answer.** The median wait is 3.1 h on Fridays and 2.9 h otherwise; half the weeks it is the other way round.\n\n**What the chart does not show.** Why, and what happens at night.`,
      },
    ],
    reflection: 'I wanted the answer to be yes. The base of the chart mattered more than the colour.',
  }),
  forklift: ({ box, place }) => ({
    evidence: [
      {
        criterionId: 'drive',
        title: `Loading ${box}`,
        text: `Walked round the truck first: left fork lock loose, noted on the card and put right by the workshop before I drove.\n\nThen 22 pallets from ${place} into ${box}, the heavy ones at the front wall. I reversed down the ramp with the load uphill, and stopped twice for people who did not see me.`,
      },
    ],
    reflection: 'The mirror at the ramp shows less than I thought. I now stop and sound the horn each time.',
  }),
  induction: ({ place }) => ({
    evidence: [
      {
        criterionId: 'walk',
        title: 'My way through the terminal',
        text: `Gate, changing room, along the green line to ${place}, and back by the stairs. I marked the two places where trucks cross, the assembly point, and whom I call first.`,
      },
    ],
    reflection: 'I would have crossed at the wrong place.',
  }),
}
