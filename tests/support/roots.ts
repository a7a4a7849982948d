/** Every way in which the planner names a table: root fields asked as of `$asOf`, some with other variables. */
export const ROOTS: readonly string[] = [
  `registry(asOf: $asOf) { dataVersion updatedAt counts { kind count } }`,
  `events(asOf: $asOf, first: 7, orderBy: [{ place: { country: { name: ASC } } }, { startsOn: DESC }]) {
     edges { cursor node { slug version updatedAt name place { name country { code } } topics { totalCount nodes { slug } } } }
     pageInfo { hasNextPage hasPreviousPage endCursor } totalCount }`,
  `events(asOf: $asOf, last: 3) { nodes { id name theme description note period { edtf } citations { locator source { slug } } } }`,
  `events(asOf: $asOf, where: { or: [{ topics: { some: { name: { contains: "a" } } } }, { participations: { none: { role: { eq: SPOKE } } } }] }) {
     totalCount nodes { slug }
     groups(by: [{ dimension: PLACE_COUNTRY }], orderBy: [{ count: DESC }]) {
       totalCount nodes { count keys { state value label node { ... on Country { name version } } } members(first: 2) { nodes { slug } } }
       coverage { dimension known unknown imprecise } } }`,
  `events(asOf: $asOf) { groups(by: [{ dimension: STARTS_ON, bucket: MONTH }, { dimension: TOPICS }], counting: FRACTIONAL) {
     nodes { weight { value } keys { value label } } reconciliation { distinctMembers sumOfGroups overlap } } }`,
  `participations(asOf: $asOf, where: { event: { topics: { some: { slug: { startsWith: "t" } } } } }) {
     totalCount groups(by: [{ path: "event.topics" }, { path: "actor" }], counting: WHOLE) { nodes { count keys { value label } } } }`,
  `awards(asOf: $asOf) {
     aggregate { count distinct(of: RECIPIENT_COUNTRY) money { currency total } }
     groups(by: [{ dimension: RECIPIENT_COUNTRY }], counting: WHOLE) { nodes { count money { currency total count } keys { label } } } }`,
  `programmes(asOf: $asOf, orderBy: [{ events: { count: DESC } }]) { nodes { slug owner { name } parent { slug } events(first: 2) { totalCount nodes { slug } } } }`,
  `teams(asOf: $asOf, where: { countries: { count: { gte: 1 } } }) { totalCount nodes { slug name country { code } countries(first: 3) { nodes { code } } } }`,
  `search(asOf: $asOf, text: "camp") { totalCount nodes { kind level field lang text highlights { start end } record { id slug version } } }`,
  `search(asOf: $asOf, text: "مدرسة", first: 5) { totalCount nodes { level text record { slug } } }`,
  `organisations(asOf: $asOf, first: 4) { nodes { name kind parent { name } } aggregate { distinct(of: COUNTRY) } }`,
  `nodes(asOf: $asOf, ids: $ids) { id version __typename ... on Event { name history { action recordVersion changeSet { author } } } ... on Person { name } }`,
  `node(asOf: $asOf, id: $id) { slug updatedAt }`,
  `event(asOf: $asOf, slug: $slug) { name subEvents { totalCount } place { openingHours { nodes { openAt(at: "2024-06-03T10:00:00Z") } } } }`,
  `revisions(asOf: $asOf, first: 3, orderBy: [{ createdAt: DESC }]) { totalCount nodes { slug record { slug } } }`,
  `changeSets(asOf: $asOf, last: 2, orderBy: [{ createdAt: ASC }]) { totalCount nodes { author message revisions { totalCount } } }`,
  `awards(asOf: $asOf, where: { kind: { eq: WINNER } }) { groups(by: [{ dimension: RECIPIENT_COUNTRY }], counting: WHOLE) { nodes { count } } }`,
  `events(asOf: $asOf, where: { place: { country: { region: { eq: AFRICA } } } }) { totalCount }`,
  `people(asOf: $asOf, orderBy: [{ participations: { count: DESC } }], first: 5) { nodes { name(lang: [FR]) } }`,
  `findings(asOf: $asOf, first: 500) { totalCount byCode { code count } nodes { code records { slug } } }`,
];

/** The document that asks a root field, as `answer`, as of a moment that is a variable, null for what stands now. */
export function datedDocument(root: string): string {
  return documentOf(root, ['asOf: DateTime']);
}

/** The same, without a moment. */
export function undatedDocument(root: string): string {
  return documentOf(root.replace('(asOf: $asOf)', '').replace('asOf: $asOf, ', ''), []);
}

function documentOf(root: string, more: readonly string[]): string {
  const variables = [...more, 'ids: [ID!]!', 'id: ID!', 'slug: String!'];
  const used = variables.filter((variable) => new RegExp(`\\$${variable.split(':')[0]}\\b`).test(root));
  const declared = used.length > 0 ? ` (${used.map((variable) => `$${variable}`).join(', ')})` : '';
  return `query${declared} { answer: ${root} }`;
}
