import { MissingWords, missingMetadata } from "#components/site/missing.tsx";

export const generateMetadata = missingMetadata;

export default MissingWords;
