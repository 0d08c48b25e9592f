namespace RerankKit.Models;

/// <summary>A model at one commit: all its files, and what may be done with it.</summary>
/// <param name="Id">The model.</param>
/// <param name="Commit">40 hexadecimal digits.</param>
/// <param name="Licence">As the model card names it, or null.</param>
/// <param name="Files">All files of the commit.</param>
internal sealed record HubRepository(string Id, string Commit, string? Licence, IReadOnlyList<HubFile> Files)
{
    /// <summary>Whether <see cref="Files"/> are only some of the commit's, those of a bundle.</summary>
    public bool IsPartial { get; init; }


    public HubFile? Find(string path) => Files.FirstOrDefault(file => file.Path == path);
}
