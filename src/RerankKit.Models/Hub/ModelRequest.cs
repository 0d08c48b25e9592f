namespace RerankKit.Models;

/// <summary>Which revision and which files of a model are wanted.</summary>
public sealed record ModelRequest
{
    /// <summary>A branch, a tag, or a commit.</summary>
    /// <value>Default <c>main</c>. A commit of 40 hexadecimal digits never changes what it means.</value>
    public string Revision
    {
        get;
        init => field = HubNames.CheckRevision(value);
    } = "main";

    /// <summary>Which precision is wanted.</summary>
    /// <value>Default <see cref="ModelPrecision.Auto"/>. Any other value is met exactly or refused.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is not defined.</exception>
    public ModelPrecision Precision { get; init => field = Allow.Defined(value); }

    /// <summary>The ONNX file itself, such as <c>onnx/model_O3.onnx</c>, where the choice by <see cref="Precision"/> is not the right one.</summary>
    /// <value>Null, the default, chooses by precision.</value>
    public string? OnnxFile
    {
        get;
        init => field = value is null ? null : HubNames.CheckPath(value);
    }

    /// <summary>Whether the model will run on a GPU, where <see cref="ModelPrecision.Auto"/> prefers Float16.</summary>
    /// <value>Default false.</value>
    public bool IsForGpu { get; init; }

    /// <summary>Whether weights without an ONNX file are of no use.</summary>
    internal bool NeedsGraph { get; init; }

    /// <summary>Whether the hub is asked if a branch or tag has moved on.</summary>
    /// <value>
    /// Default false: what is in the cache is used without a request, so that a model does not change under an application. A commit is
    /// never asked for again.
    /// </value>
    public bool CheckForUpdates { get; init; }

    /// <summary>Whether only files that are here already may be used, as if the machine were offline.</summary>
    /// <value>Default false.</value>
    public bool LocalFilesOnly { get; init; }

    /// <summary>Whether a licence that forbids commercial use is accepted for this model.</summary>
    /// <value>Default false: such weights are refused, unless <see cref="ModelStoreOptions.AcceptNonCommercial"/> accepts them.</value>
    public bool AcceptNonCommercial { get; init; }

    /// <summary>
    /// The SHA-256 that files must have, by path, in hexadecimal. Such files are read and checked every time the model is resolved, not
    /// only when they are downloaded.
    /// </summary>
    /// <value>Default empty: the hub's own checksums are enough.</value>
    /// <exception cref="ArgumentException">A value is not a SHA-256 in hexadecimal.</exception>
    public IReadOnlyDictionary<string, string> Sha256
    {
        get;
        init => field = CheckHashes(value);
    } = new Dictionary<string, string>(StringComparer.Ordinal);

    private static Dictionary<string, string> CheckHashes(IReadOnlyDictionary<string, string> value)
    {
        ArgumentNullException.ThrowIfNull(value);
        Dictionary<string, string> hashes = new(StringComparer.Ordinal);
        foreach ((string path, string hash) in value)
        {
            if (!HubNames.IsSha256(hash))
            {
                throw new ArgumentException($"The SHA-256 pinned for '{path}' is '{hash}'; allowed are 64 hexadecimal digits.", nameof(value));
            }

            hashes[HubNames.CheckPath(path)] = hash.ToLowerInvariant();
        }

        return hashes;
    }
}
