using RerankKit.Cli.Models;
using RerankKit.Onnx;

namespace RerankKit.Cli.LateInteraction;

/// <summary>Loads a late-interaction encoder from a folder or the hub.</summary>
internal sealed class EncoderLoader(ToolConsole console)
{
    /// <summary>Downloads what is missing, and loads.</summary>
    /// <exception cref="InvalidDataException">The model is none for late interaction.</exception>
    public async Task<IMultiVectorEncoder> LoadAsync(
        string model, ModelRequest request, Action<MultiVectorEncoderOptions> configure, CancellationToken cancellationToken)
    {
        if (File.Exists(Path.Combine(model, StaticTokenTable.FileName)))
        {
            console.Error.WriteLine($"Model {model}: {StaticTokenTable.FileName}");
            var options = new MultiVectorEncoderOptions();
            configure(options);
            return StaticTokenEncoder.Load(model, new() { MaxQueryTokens = options.MaxLength, MaxDocumentTokens = options.MaxLength });
        }

        return await LoadOnnxAsync(model, request, configure, cancellationToken);
    }

    private async Task<MultiVectorEncoder> LoadOnnxAsync(
        string model, ModelRequest request, Action<MultiVectorEncoderOptions> configure, CancellationToken cancellationToken)
    {
        using ModelStore store = console.CreateModelStore();
        StoredModel stored = await DownloadProgress.RunAsync(console, progress => store.ResolveAsync(model, request, progress, cancellationToken));
        console.Error.WriteLine($"Model {stored.Id ?? model}: {stored.OnnxFile} ({stored.Reason})");
        var options = new MultiVectorEncoderOptions();
        configure(options);
        var encoder = MultiVectorEncoder.Load(stored, options);
        console.Error.WriteLine($"Late interaction by {encoder.Description}");
        return encoder;
    }
}
