namespace RerankKit.Models;

/// <summary>What <see cref="HubCache"/> writes down of a commit, as its file has it.</summary>
internal sealed record HubRecord(string? Licence, bool? IsPartial, HubFile[]? Files);
