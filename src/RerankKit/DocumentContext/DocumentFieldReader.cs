namespace RerankKit;

/// <summary>Reads a field of what the caller put into <see cref="RerankCandidate.Item"/>, for templates such as <c>{title}</c> and for the fields that configuration names.</summary>
/// <param name="candidate">The candidate.</param>
/// <param name="field">The field's name, as the template has it.</param>
/// <returns>The field's value; null or blank when the candidate has none.</returns>
public delegate string? DocumentFieldReader(RerankCandidate candidate, string field);
