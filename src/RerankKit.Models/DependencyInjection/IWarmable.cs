namespace RerankKit.Models;

/// <summary>What runs a model, and can run it before the first call comes.</summary>
internal interface IWarmable
{
    Task WarmUpAsync(CancellationToken cancellationToken = default);
}
