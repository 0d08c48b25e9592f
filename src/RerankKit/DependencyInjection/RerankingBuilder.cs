using Microsoft.Extensions.DependencyInjection;

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

    /// <summary>Takes out what stood for the missing source.</summary>
    public void ExpectNoMore()
    {
        if (_placeholder is not null)
        {
            Services.Remove(_placeholder);
            _placeholder = null;
        }
    }

    private InvalidOperationException MissingSource()
    {
        string call = Name is null ? "AddReranking()" : $"AddReranking(\"{Name}\")";
        return new(
            $"{call} names no source, so nothing would be scored. Call one of the Add methods on what it returns: {call}.AddLexical(), .AddReranker(...), .AddCascade(...), "
            + ".AddCrossEncoder(...) of RerankKit.Onnx, .AddCohere() or another service of RerankKit.Remote.");
    }
}
