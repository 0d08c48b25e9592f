using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace RerankKit.Models;

/// <summary>Where a registered model comes from.</summary>
internal sealed class ModelOrigin(string model, InferenceOptions options)
{
    private StoredModel? _stored;

    /// <summary>Finds the files, downloading what is missing, where that can be waited for.</summary>
    public async Task FindAsync(IServiceProvider services, CancellationToken cancellationToken) =>
        _stored = await services.GetRequiredService<ModelStore>().ResolveAsync(model, options.Request, progress: null, cancellationToken).ConfigureAwait(false);

    /// <summary>The files.</summary>
    /// <remarks>
    /// Containers make their services synchronously, so where nobody has called <see cref="FindAsync"/> a download blocks. It ends when the application is told to stop.
    /// </remarks>
    public StoredModel Get(IServiceProvider services)
    {
        CancellationToken stopping = services.GetService<IHostApplicationLifetime>()?.ApplicationStopping ?? CancellationToken.None;
        return _stored ?? Task.Run(() => services.GetRequiredService<ModelStore>().ResolveAsync(model, options.Request, progress: null, stopping), stopping).GetAwaiter().GetResult();
    }
}
