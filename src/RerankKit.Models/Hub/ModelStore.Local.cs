namespace RerankKit.Models;

// Models that are on this machine already.
public sealed partial class ModelStore
{
    private StoredModel FromFolder(string folder, ModelRequest request)
    {
        folder = Path.GetFullPath(folder);
        IReadOnlyList<string> paths = HubCache.ListFiles(folder);
        OnnxChoice choice = OnnxChoice.Choose(folder, paths, request, _cpu);
        return Describe(folder, choice, Needed(folder, choice, paths), record: null);
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
        if (!here.Any(OnnxVariant.IsOnnx) && SafetensorsFiles.NameIn(here) is null)
        {
            return new(null, false, $"{id} at commit {commit} has no ONNX file in the cache ({_cache.Snapshot(id, commit)}).");
        }

        OnnxChoice choice;
        string folder = _cache.Snapshot(id, commit);
        try
        {
            choice = OnnxChoice.Choose(id, paths, request, _cpu);
            choice.RefuseUnknownWeights(id, folder);
        }
        catch (ModelStoreException exception) when (!isListingWhole)
        {
            // The hub may have what the cache lacks.
            return new(null, false, $"{exception.Message} That is what is in the cache.");
        }

        if (Missing(id, commit, NeededFirst(choice, paths), here, record) is { } missing)
        {
            return new(null, false, missing);
        }

        IReadOnlyList<string> needed = Needed(folder, choice, paths);
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

    // What tells which others are needed. Weights come when it is known that they can be run.
    private static IEnumerable<string> NeededFirst(OnnxChoice choice, IReadOnlyCollection<string> paths) => choice.IsWeights
        ? [.. ModelFiles.Support(paths), .. paths.Where(path => path == SafetensorsFiles.Index && choice.Path == path)]
        : [.. ModelFiles.Support(paths), choice.Path, .. ModelFiles.ExternalData(choice.Path, paths)];

    private static IReadOnlyList<string> Needed(string folder, OnnxChoice choice, IReadOnlyCollection<string> paths)
    {
        IEnumerable<string> rest = choice.IsWeights ? SafetensorsFiles.In(folder, paths).Concat(ModelFiles.OfModules(folder, paths)) : ModelFiles.Named(folder, choice.Path, paths);
        return [.. NeededFirst(choice, paths).Concat(rest).Distinct(StringComparer.Ordinal)];
    }

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
