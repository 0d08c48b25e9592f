namespace Microsoft.Extensions.DependencyInjection;

public static partial class RerankerBuilderExtensions
{
    /// <summary>Has short passages scored together with their title, section, source or neighbouring text. The candidates that come back are the caller's.</summary>
    /// <param name="builder">The pipeline. Put it inside of a cap and outside of the cache.</param>
    /// <param name="context">Gives a candidate's context; null or blank where it has none.</param>
    /// <param name="configure">Sets which passages get it, and how much.</param>
    /// <returns>The pipeline.</returns>
    public static RerankerBuilder UseDocumentContext(
        this RerankerBuilder builder, Func<RerankCandidate, string?> context, Action<DocumentContextOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(context);
        return builder.Use(new DocumentContextOptions { Context = context }, configure);
    }

    /// <summary>Has short passages scored together with a text made of the caller's own objects.</summary>
    /// <typeparam name="TItem">The type of <see cref="RerankCandidate.Item"/>. A candidate without an item, or with one of another type, has no context.</typeparam>
    /// <inheritdoc cref="UseDocumentContext(RerankerBuilder, Func{RerankCandidate, string?}, Action{DocumentContextOptions}?)"/>
    public static RerankerBuilder UseDocumentContext<TItem>(
        this RerankerBuilder builder, Func<TItem, string?> context, Action<DocumentContextOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(context);
        return builder.UseDocumentContext(candidate => candidate.Item is TItem item ? context(item) : null, configure);
    }

    /// <summary>Has short passages scored together with fields of the caller's own: <c>UseDocumentContext("{title}, {section}")</c>.</summary>
    /// <param name="builder">The pipeline. Put it inside of a cap and outside of the cache.</param>
    /// <param name="template">The context with fields in braces; see <see cref="DocumentContextOptions.Template"/>.</param>
    /// <param name="configure">Sets how fields are read, which passages get their context, and how much.</param>
    /// <returns>The pipeline.</returns>
    /// <exception cref="ArgumentException">The template has no field, or a brace without its other.</exception>
    public static RerankerBuilder UseDocumentContext(this RerankerBuilder builder, string template, Action<DocumentContextOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(template);
        return builder.Use(new DocumentContextOptions { Template = template }, configure);
    }

    internal static RerankerBuilder UseDocumentContext(this RerankerBuilder builder, DocumentContextOptions options) =>
        builder.Use((inner, services) => Create(inner, options, services));

    private static DocumentContextReranker Create(IReranker inner, DocumentContextOptions options, IServiceProvider services)
    {
        options = options.Clone();
        options.ReadField ??= services.GetService(typeof(DocumentFieldReader)) as DocumentFieldReader;
        return new(inner, options, services.GetTimeProvider());
    }

    private static RerankerBuilder Use(this RerankerBuilder builder, DocumentContextOptions options, Action<DocumentContextOptions>? configure)
    {
        configure?.Invoke(options);
        return builder.UseDocumentContext(options.Clone());
    }
}
