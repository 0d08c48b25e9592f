using System.Text.Json;

namespace RerankKit.Models;

// What the hub said about a commit, kept beside its snapshot: offline, the licence and the files that are not here are still known.
internal sealed partial class HubCache
{
    /// <summary>What the hub said about a commit; null where this library has not downloaded it.</summary>
    public HubRepository? ReadRecord(string id, string commit)
    {
        string path = Record(id, commit);
        if (!File.Exists(path))
        {
            return null;
        }

        try
        {
            HubRecord? record = JsonSerializer.Deserialize(File.ReadAllBytes(path), HubJson.Default.HubRecord);
            return record?.Files is { } files && Array.TrueForAll(files, file => file?.Path is string name && HubNames.IsPath(name))
                ? new(id, commit, record.Licence, files) { IsPartial = record.IsPartial == true }
                : throw new JsonException("it lists no files, or a path leads out of the model.");
        }
        catch (JsonException exception)
        {
            throw new InvalidDataException($"{path} is damaged: {exception.Message} Delete it; it is written again at the next download.", exception);
        }
    }

    public void WriteRecord(HubRepository repository) => WriteWhole(
        Record(repository.Id, repository.Commit),
        JsonSerializer.Serialize(new(repository.Licence, repository.IsPartial ? true : null, [.. repository.Files]), HubJson.Default.HubRecord));

    private string Record(string id, string commit) => Path.Combine(Repository(id), ".rerankkit", commit + ".json");
}
