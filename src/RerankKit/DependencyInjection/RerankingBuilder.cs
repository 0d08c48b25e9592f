namespace RerankKit;

internal sealed class RerankingBuilder : IRerankingBuilder
{
    private ServiceDescriptor? _placeholder;

    public RerankingBuilder(IServiceCollection services, string? name, ServiceLifetime lifetime)
    {
        (Services, Name, Lifetime) = (services, name, lifetime);
        _placeholder = name is null
            ? ServiceDescriptor.Describe(typeof(IReranker), _ => throw MissingSource(), lifetime)
            : ServiceDescriptor.DescribeKeyed(typeof(IReranker), name, (_, _) => throw MissingSource(), lifetime);
        services.Add(_placeholder);
        StartCheck.Add(services, _ =>
        {
            if (_placeholder is not null)
            {
                throw MissingSource();
            }
        });
    }

    public IServiceCollection Services { get; }

    public string? Name { get; }

    public ServiceLifetime Lifetime { get; }

    public RerankerBuilder AddReranker(Func<IServiceProvider, IReranker> factory)
    {
        ArgumentNullException.ThrowIfNull(factory);
        if (_placeholder is not null)
        {
            Services.Remove(_placeholder);
            _placeholder = null;
        }

        var pipeline = new RerankerBuilder(factory) { BuildsSeveral = Lifetime != ServiceLifetime.Singleton };
        Services.Add(Name is null
            ? ServiceDescriptor.Describe(typeof(IReranker), pipeline.Build, Lifetime)
            : ServiceDescriptor.DescribeKeyed(typeof(IReranker), Name, (services, _) => pipeline.Build(services), Lifetime));
        return pipeline;
    }

    private InvalidOperationException MissingSource()
    {
        string call = Name is null ? "AddReranking()" : $"AddReranking(\"{Name}\")";
        return new(
            $"{call} names no source, so nothing would be scored. Call one of the Add methods on what it returns: {call}.AddLexical(), .AddReranker(...), .AddCascade(...), "
            + ".AddCrossEncoder(...) of RerankKit.Onnx, .AddCohere() or another service of RerankKit.Remote.");
    }
}
