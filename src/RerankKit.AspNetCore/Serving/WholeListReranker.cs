namespace RerankKit.AspNetCore;

/// <summary>A pipeline that is called with the whole list or not at all: stages in it (a cap, a gate) have to see all of it, so a time budget around it may not cut the list into chunks.</summary>
internal sealed class WholeListReranker(IReranker pipeline) : DelegatingReranker(pipeline)
{
    public override object? GetService(Type serviceType, object? serviceKey = null)
    {
        object? service = base.GetService(serviceType, serviceKey);
        return serviceType == typeof(RerankerMetadata) && service is RerankerMetadata metadata ? new RerankerMetadata(metadata) { IsPointwise = false } : service;
    }
}
