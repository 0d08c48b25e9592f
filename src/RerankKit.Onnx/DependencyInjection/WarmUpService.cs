using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace RerankKit.Onnx;

/// <summary>Loads a registered model and warms it up while the host starts, so that a wrong model stops the start and the first request is as fast as the others.</summary>
internal sealed class WarmUpService(IServiceProvider services, string? name) : IHostedService
{
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        IReranker reranker = await Task
            .Run(() => name is null ? services.GetRequiredService<IReranker>() : services.GetRequiredKeyedService<IReranker>(name), cancellationToken)
            .ConfigureAwait(false);
        if (reranker.GetService<OnnxReranker>() is { } model)
        {
            await model.WarmUpAsync(cancellationToken).ConfigureAwait(false);
        }

        if (reranker.GetService<OnnxMultiVectorEncoder>() is { } encoder)
        {
            await encoder.WarmUpAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
