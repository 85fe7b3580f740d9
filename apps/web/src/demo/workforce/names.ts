/** Given and family names of one part of the world; people get one of each. */
interface Names {
  readonly given: readonly string[]
  readonly family: readonly string[]
}

const words = (text: string): readonly string[] => text.split(' ')
const names = (given: string, family: string): Names => ({ given: words(given), family: words(family) })

/** Where the people of a port come from. All of them are invented; who is really called like this is meant nowhere. */
const CULTURES: readonly Names[] = [
  names(
    'Adaeze Bolanle Chukwuma Damilola Ekene Folasade Ifeoma Kelechi Ngozi Obinna Temitope Uchenna',
    'Abiodun Balogun Eze Igwe Lawal Nnamdi Oyelaran Salami Umeh',
  ),
  names(
    'Agnieszka Bartosz Celina Dariusz Edyta Grzegorz Halina Jacek Kinga Leszek Malwina Wojciech',
    'Bielak Czarny Dudek Gawron Jasny Kubiak Mazurek Pietrzak Sikora',
  ),
  names(
    'Aylin Baran Ceyda Deniz Ebru Gökhan Hande Kerem Leyla Murat Nazan Serkan',
    'Aksoy Bulut Çelik Duman Erdem Güler Kaplan Özkan Tekin',
  ),
  names(
    'Alba Benito Carmela Damián Estela Fabián Graciela Hernán Irene Lisandro Marisol Néstor',
    'Arrieta Barrios Cordero Echeverri Galindo Lozano Montiel Quiroz Saavedra',
  ),
  names(
    'Annika Birger Dagny Eskil Frida Gunnar Hedda Ivar Jorunn Ketil Liv Sigurd',
    'Aspelund Bergseth Dalgard Engen Fjelde Haugland Lunde Myhre Solvang',
  ),
  names(
    'Anjali Bhaskar Chitra Devendra Esha Gaurav Hema Ishaan Jyoti Kavita Nikhil Sunil',
    'Bhandari Chandran Deshpande Iyer Kulkarni Menon Nambiar Rao Shetty',
  ),
  names(
    'Amira Bilal Dalia Fadi Ghada Hamid Imane Jamal Karima Lotfi Nadia Samir',
    'Belkacem Chahine Darwish Haddad Jaziri Mansour Nassar Rahal Toumi',
  ),
  names(
    'Anh Bao Chau Dung Giang Hoa Khanh Lan Minh Phuong Thao Vinh',
    'Bui Dang Doan Huynh Luong Mai Phan Trinh Vo',
  ),
  names(
    'Abimbola Baraka Cheptoo Dalmas Esther Furaha Imani Juma Kamau Makena Njeri Otieno',
    'Achieng Barasa Chebet Gitonga Kiprono Mutua Ndungu Omondi Wekesa',
  ),
  names(
    'Adriano Bruna Caetano Débora Eliseu Flávia Gonçalo Helena Jacinto Luana Marcelo Rita',
    'Aguiar Bastos Camargo Duarte Falcão Moreira Pacheco Rezende Teixeira',
  ),
  names(
    'Andrej Bojana Dejan Emina Goran Iva Jelena Luka Mirna Nenad Sanja Vedran',
    'Babić Delić Grgić Horvat Jurić Lovrić Marušić Petrović Vuković',
  ),
  names(
    'Analyn Benjie Corazon Danilo Erlinda Fidel Grace Hilario Jocelyn Lito Maricel Rodel',
    'Abad Bautista Cabrera Dizon Evangelista Lacson Macaraeg Ocampo Villanueva',
  ),
]

/** The name of the nth person, for ever the same; no two of the first four hundred have one name. */
export function nameOf(n: number): string {
  const culture = CULTURES[n % CULTURES.length]
  const round = Math.floor(n / CULTURES.length)
  const given = culture?.given[round % culture.given.length]
  const family = culture?.family[(round * 5 + n) % culture.family.length]
  if (given === undefined || family === undefined) throw new Error(`there is no name for person ${n}`)
  return `${given} ${family}`
}
