using Microsoft.Extensions.Logging;

namespace RerankKit.Models;

/// <summary>What a graph is opened from.</summary>
/// <param name="Profile">What the model's files say, and their folder.</param>
/// <param name="Stored">The files as a store has found them; null where the graph need not be among them.</param>
/// <param name="Options">The application's wishes.</param>
/// <param name="Logger">Receives what was decided.</param>
/// <param name="TimeProvider">Measures runs and timeouts.</param>
internal sealed record GraphSource(ModelProfile Profile, StoredModel? Stored, InferenceOptions Options, ILogger Logger, TimeProvider TimeProvider)
{
    /// <summary>The name of the model's folder.</summary>
    public string FolderName => Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(Profile.Directory)));
}
