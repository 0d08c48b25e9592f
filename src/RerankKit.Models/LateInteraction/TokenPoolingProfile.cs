namespace RerankKit.Models;

/// <summary>How the vectors of a document are merged.</summary>
/// <param name="Factor">One vector is left for this many; 1 merges none.</param>
/// <param name="ProtectedTokens">Leading vectors that are left as they are.</param>
internal sealed record TokenPoolingProfile(int Factor, int ProtectedTokens);
