using System.IO.Compression;
using System.Text.Json;

namespace RerankKit.Learning;

/// <summary>A model in its file: a zip archive with one JSON document, so that damage is found by its checksum.</summary>
internal static class LearnedModelFile
{
    private const int FormatVersion = 1;
    private const string EntryName = "model.json";

    // The archive of the same model is the same bytes, whenever it is written.
    private static readonly DateTimeOffset Written = new(2000, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public static LearnedModel Read(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        try
        {
            using var archive = ZipFile.OpenRead(path);
            ZipArchiveEntry entry = archive.GetEntry(EntryName) ?? throw new InvalidDataException($"it has no {EntryName}");
            using Stream stream = entry.Open();
            using var bytes = new MemoryStream();
            stream.CopyTo(bytes);
            ReadOnlySpan<byte> json = bytes.GetBuffer().AsSpan(0, (int)bytes.Length);
            int version = JsonSerializer.Deserialize(json, LearnedModelJson.Default.LearnedModelVersion)?.Version ?? 0;
            if (version != FormatVersion)
            {
                throw new InvalidDataException($"it has format version {version}, and this version of RerankKit reads {FormatVersion}; learn it again");
            }

            LearnedModelDocument document = JsonSerializer.Deserialize(json, LearnedModelJson.Default.LearnedModelDocument)!;
            return new(document.Features, new(document.Trees), document.Evidence);
        }
        catch (Exception exception) when (exception is InvalidDataException or JsonException or ArgumentException or NotSupportedException or EndOfStreamException)
        {
            throw new InvalidDataException($"'{path}' is not a learned model that can be used: {exception.Message}", exception);
        }
    }

    public static string Fingerprint(LearnedModel model) =>
        Hash128.OfBytes(JsonSerializer.SerializeToUtf8Bytes(Document(model), LearnedModelJson.Default.LearnedModelDocument)).ToString();

    public static void Write(LearnedModel model, string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        using var target = TargetFile.Find(path);
        using (var archive = new ZipArchive(target.Open(), ZipArchiveMode.Create, leaveOpen: true))
        {
            ZipArchiveEntry entry = archive.CreateEntry(EntryName);
            entry.LastWriteTime = Written;
            using Stream stream = entry.Open();
            JsonSerializer.Serialize(stream, Document(model), LearnedModelJson.Default.LearnedModelDocument);
        }

        target.Commit();
    }

    private static LearnedModelDocument Document(LearnedModel model) => new(FormatVersion, model.Features, model.Evidence, model.Trees.Trees);
}
