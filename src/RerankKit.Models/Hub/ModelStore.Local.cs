namespace RerankKit.Models;

// Models that are on this machine already.
public sealed partial class ModelStore
{
    private StoredModel FromFolder(string folder, ModelRequest request)
    {
        folder = Path.GetFullPath(folder);
        IReadOnlyList<string> paths = HubCache.ListFiles(folder);
        if (SafetensorsFiles.In(folder, paths) is [var first, ..] weights && request is { OnnxFile: null, Precision: ModelPrecision.Auto or ModelPrecision.Float32 } && !paths.Any(OnnxVariant.IsOnnx))
        {
            var whole = new OnnxChoice(first, ModelPrecision.Float32, "the model has no ONNX file");
            return Describe(folder, whole, [.. ModelFiles.Support(paths), .. weights, .. ModelFiles.OfModules(folder, paths)], record: null);
        }

        OnnxChoice choice = OnnxChoice.Choose(folder, paths, request, _cpu);
        return Describe(folder, choice, Needed(folder, choice.Path, paths), record: null);
    }

    private CachedModel LookUp(string id, ModelRequest request)
    {
        if (_cache.ReadRevision(id, request.Revision) is not string commit)
        {
            return new(null, false, $"{id} at revision '{request.Revision}' is not in the cache ({_cache.Root}).");
        }

        IReadOnlyList<string> here = _cache.ListSnapshot(id, commit);
        HubRepository? record = _cache.ReadRecord(id, commit);
        bool isListingWhole = record is { IsPartial: false };
        IReadOnlyList<string> paths = isListingWhole ? [.. record!.Files.Select(file => file.Path)] : here;
        if (here.Count == 0 || !here.Any(OnnxVariant.IsOnnx))
        {
            return new(null, false, $"{id} at commit {commit} has no ONNX file in the cache ({_cache.Snapshot(id, commit)}).");
        }

        OnnxChoice choice;
        try
        {
            choice = OnnxChoice.Choose(id, paths, request, _cpu);
        }
        catch (ModelStoreException exception) when (!isListingWhole)
        {
            // The hub may have what the cache lacks.
            return new(null, false, $"{exception.Message} That is what is in the cache.");
        }

        string folder = _cache.Snapshot(id, commit);
        string[] first = [.. ModelFiles.Support(paths), choice.Path, .. ModelFiles.ExternalData(choice.Path, paths)];
        if (Missing(id, commit, first, here, record) is { } missing)
        {
            return new(null, false, missing);
        }

        IReadOnlyList<string> needed = Needed(folder, choice.Path, paths);
        return Missing(id, commit, needed, here, record) is { } later
            ? new(null, false, later)
            : new(Describe(folder, choice, needed, record, id, commit), isListingWhole || record is not null && !choice.IsNextBest, null);
    }

    // A file of the wrong length is what a crash can leave where links are not possible.
    private string? Missing(string id, string commit, IEnumerable<string> needed, IReadOnlyList<string> here, HubRepository? record)
    {
        string[] missing = [.. needed.Where(path => !here.Contains(path) || record?.Find(path) is { Size: long size } && HubCache.LengthOf(_cache.FileIn(id, commit, path)) != size)];
        return missing.Length == 0 ? null : $"{id} at commit {commit} is in the cache without {string.Join(", ", missing)}.";
    }

    private static IReadOnlyList<string> Needed(string folder, string onnxFile, IReadOnlyCollection<string> paths) =>
        [.. ModelFiles.Support(paths).Append(onnxFile).Concat(ModelFiles.ExternalData(onnxFile, paths)).Concat(ModelFiles.Named(folder, onnxFile, paths)).Distinct(StringComparer.Ordinal)];

    private static StoredModel Describe(string folder, OnnxChoice choice, IReadOnlyList<string> needed, HubRepository? record, string? id = null, string? commit = null) => new()
    {
        Id = id,
        Revision = commit,
        Directory = folder,
        OnnxFile = choice.Path,
        Precision = choice.Precision,
        Reason = choice.Reason,
        Licence = record?.Licence ?? (id is null ? null : ModelCatalog.Find(id)?.Licence),
        Known = id is null ? null : ModelCatalog.Find(id),
        Files = [.. needed.Select(path => new ModelFile(path, HubCache.LengthOf(Path.Combine(folder, path)) ?? 0, record?.Find(path)?.Sha256))],
    };
}
