import type { Chance } from './chance.js';

/** Names as they are found together: those of somebody from China are written in Chinese, and as others read them. */
interface Region {
  readonly weight: number;
  readonly given: readonly string[];
  readonly family: readonly string[];
  readonly full: (given: string, family: string) => string;
}

const western = (given: string, family: string) => `${given} ${family}`;
const words = (text: string) => text.split(' ');

const chinese = (given: string, family: string) => {
  const [[g = '', gLatin = ''], [f = '', fLatin = '']] = [given.split('|'), family.split('|')];
  return `${f}${g} (${fLatin} ${gLatin})`;
};

const regions: readonly Region[] = [
  {
    weight: 26,
    given: words(
      '伟|Wei 芳|Fang 娜|Na 敏|Min 静|Jing 丽|Li 强|Qiang 磊|Lei 洋|Yang 艳|Yan 杰|Jie 涛|Tao 明|Ming 超|Chao 雪|Xue 慧|Hui 梓涵|Zihan 子轩|Zixuan 雨桐|Yutong 浩然|Haoran 欣怡|Xinyi 思远|Siyuan',
    ),
    family: words(
      '王|Wang 李|Li 张|Zhang 刘|Liu 陈|Chen 杨|Yang 赵|Zhao 黄|Huang 周|Zhou 吴|Wu 徐|Xu 孙|Sun 胡|Hu 朱|Zhu 高|Gao 林|Lin 何|He 郭|Guo 马|Ma 罗|Luo',
    ),
    full: chinese,
  },
  {
    weight: 22,
    given: words(
      'Anna Jonas Lena Felix Sophie Lukas Marie Paul Katharina Maximilian Julia Tobias Hannah Moritz Clara Jörg Birgit Stefan',
    ),
    family: words(
      'Müller Schmidt Fischer Weber Wagner Becker Hoffmann Schäfer Koch Richter Klein Wolf Neumann Schröder Krüger Vogel Böhm',
    ),
    full: western,
  },
  {
    weight: 12,
    given: words('Emma Oliver Grace Thomas Aoife James Charlotte Daniel Siobhán Michael Rachel Andrew'),
    family: words(
      "Taylor Walsh Carter O'Brien Hughes Bennett Murphy Clarke Campbell Nguyen-Hart Fraser Reid",
    ),
    full: western,
  },
  {
    weight: 11,
    given: words('Priya Arjun Ananya Rahul Divya Vikram Meera Sanjay Kavita Rohan Lakshmi Aditya'),
    family: words('Sharma Patel Iyer Reddy Gupta Nair Banerjee Singh Kulkarni Menon Das Rao'),
    full: western,
  },
  {
    weight: 8,
    given: words('Lucía Mateo Camila Diego Valentina Javier Inés Andrés Beatriz João Mariana Rafael'),
    family: words(
      'García Fernández López Martínez Silva Santos Romero Torres Oliveira Navarro Vargas Castillo',
    ),
    full: western,
  },
  {
    weight: 6,
    given: words('Camille Antoine Chloé Julien Élise Mathieu Giulia Marco Chiara Lorenzo Francesca Pierre'),
    family: words(
      'Dubois Lefèvre Moreau Girard Rossi Bianchi Ferrari Conti Laurent Fontaine Marchetti Bernard',
    ),
    full: western,
  },
  {
    weight: 5,
    given: words('Fatima Omar Leila Youssef Amina Karim Nour Hassan Zahra Ali Shirin Reza'),
    family: words('Haddad Mansour Khalil Rahimi Ahmadi Hosseini Nasser Farouk Saleh Karimi Aziz Bakr'),
    full: western,
  },
  {
    weight: 4,
    given: words('Haruto Yui Sota Aoi Ren Sakura Min-jun Seo-yeon Ji-hoon Hana Kenji Yuna'),
    family: words('Sato Suzuki Takahashi Tanaka Kim Lee Park Choi Yamamoto Nakamura Jung Kobayashi'),
    full: western,
  },
  {
    weight: 4,
    given: words('Olena Andriy Zofia Jakub Kateryna Piotr Magdalena Marek Ivana Tomáš Elif Mehmet'),
    family: words('Kowalska Shevchenko Nowak Bondarenko Novák Yılmaz Kaya Wójcik Dvořák Melnyk Demir Horvat'),
    full: western,
  },
  {
    weight: 2,
    given: words('Chinedu Amara Kwame Ngozi Tunde Abena Linh Minh Thabo Zanele Huong Duc'),
    family: words('Okafor Mensah Adeyemi Nguyen Tran Dlamini Owusu Le Nkosi Pham Eze Boateng'),
    full: western,
  },
];

/** Somebody's name. Nobody is meant. */
export function nameOf(chance: Chance): string {
  const { full, given, family } = chance.weighted(regions.map((region) => [region, region.weight] as const));
  return full(chance.of(given), chance.of(family));
}

/** Where nothing is delivered: `.example` is nobody's (RFC 2606). */
export function addressOf(name: string, n: number): string {
  const [, latin = name] = /\((.+)\)$/.exec(name) ?? [];
  const plain = latin
    .normalize('NFKD')
    .toLowerCase()
    .replaceAll('ı', 'i')
    .replace(/[^a-z -]/g, '');
  return `${plain.replaceAll(' ', '.')}.${n}@university.example`;
}
