import { Missing, missingMetadata } from "#components/site/missing.tsx";

export const generateMetadata = missingMetadata;

export default Missing;
