namespace RerankKit.Models;

/// <summary>Finds a model's files in a folder, without a hub.</summary>
internal static class ModelFolder
{
    /// <summary>Lists the files and chooses the graph.</summary>
    /// <exception cref="DirectoryNotFoundException">There is no such folder.</exception>
    public static StoredModel Open(string directory, ModelRequest? request)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(directory);
        if (!Directory.Exists(directory))
        {
            throw new DirectoryNotFoundException($"There is no folder '{Path.GetFullPath(directory)}'. An id of the hub is found by LoadAsync, by {nameof(ModelStore)}, or by AddCrossEncoder.");
        }

        using var store = new ModelStore();

        // In a folder nothing is waited for, unless pinned hashes have the files read.
        return store.ResolveAsync(directory, request).GetAwaiter().GetResult();
    }

    /// <summary>Finds a folder or an id of the hub, downloading what is missing, and loads it.</summary>
    public static async Task<T> LoadAsync<T>(string model, ModelRequest? request, TimeProvider? timeProvider, Func<StoredModel, T> load, CancellationToken cancellationToken)
    {
        using var store = new ModelStore(timeProvider: timeProvider);
        StoredModel stored = await store.ResolveAsync(model, request, progress: null, cancellationToken).ConfigureAwait(false);

        // Reading weights takes longer than many calls: not on the caller's thread.
        return await Task.Run(() => load(stored), cancellationToken).ConfigureAwait(false);
    }
}
