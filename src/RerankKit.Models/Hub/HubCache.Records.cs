using System.Buffers;
using System.Text;
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
            using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(path));
            JsonElement root = document.RootElement;
            List<HubFile> files = [];
            foreach (JsonElement file in root.GetProperty("files").EnumerateArray())
            {
                files.Add(new(
                    file.GetProperty("path").GetString()!,
                    file.TryGetProperty("size", out JsonElement size) ? size.GetInt64() : null,
                    file.TryGetProperty("sha256", out JsonElement sha256) ? sha256.GetString() : null,
                    file.TryGetProperty("gitSha1", out JsonElement gitSha1) ? gitSha1.GetString() : null));
            }

            return files.TrueForAll(file => HubNames.IsPath(file.Path))
                ? new(id, commit, root.TryGetProperty("licence", out JsonElement licence) ? licence.GetString() : null, files)
                {
                    IsPartial = root.TryGetProperty("isPartial", out JsonElement isPartial) && isPartial.GetBoolean(),
                }
                : throw new JsonException("a path leads out of the model");
        }
        catch (Exception exception) when (exception is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw new InvalidDataException($"{path} is damaged: {exception.Message} Delete it; it is written again at the next download.", exception);
        }
    }

    public void WriteRecord(HubRepository repository)
    {
        var bytes = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(bytes, new JsonWriterOptions { Indented = true }))
        {
            json.WriteStartObject();
            if (repository.Licence is not null)
            {
                json.WriteString("licence", repository.Licence);
            }

            if (repository.IsPartial)
            {
                json.WriteBoolean("isPartial", true);
            }

            json.WriteStartArray("files");
            foreach (HubFile file in repository.Files)
            {
                json.WriteStartObject();
                json.WriteString("path", file.Path);
                if (file.Size is long size)
                {
                    json.WriteNumber("size", size);
                }

                WriteIfKnown(json, "sha256", file.Sha256);
                WriteIfKnown(json, "gitSha1", file.GitSha1);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        WriteWhole(Record(repository.Id, repository.Commit), Encoding.UTF8.GetString(bytes.WrittenSpan));
    }

    private static void WriteIfKnown(Utf8JsonWriter json, string name, string? value)
    {
        if (value is not null)
        {
            json.WriteString(name, value);
        }
    }

    private string Record(string id, string commit) => Path.Combine(Repository(id), ".rerankkit", commit + ".json");
}
