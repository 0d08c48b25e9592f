namespace RerankKit;

/// <summary>What a package of models does while the host starts, so that a wrong model stops the start and the first request is as fast as the others.</summary>
internal interface IWarmUp
{
    Task WarmUpAsync(IServiceProvider services, CancellationToken cancellationToken);
}
