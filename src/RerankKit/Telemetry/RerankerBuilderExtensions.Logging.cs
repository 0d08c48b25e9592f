using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Microsoft.Extensions.DependencyInjection;

public static partial class RerankerBuilderExtensions
{
    /// <summary>Logs calls. Without a logger factory nothing is added.</summary>
    /// <param name="builder">The pipeline.</param>
    /// <param name="loggerFactory">Makes the logger; null takes the factory among the services, where there is one.</param>
    /// <param name="configure">Sets how much is logged.</param>
    /// <returns>The pipeline.</returns>
    public static RerankerBuilder UseLogging(
        this RerankerBuilder builder, ILoggerFactory? loggerFactory = null, Action<LoggingOptions>? configure = null) =>
        builder.UseLogging(Configured(builder, configure), loggerFactory);

    internal static RerankerBuilder UseLogging(this RerankerBuilder builder, LoggingOptions options, ILoggerFactory? loggerFactory = null) =>
        builder.Use((inner, services) =>
        {
            ILoggerFactory? factory = loggerFactory ?? services.GetService(typeof(ILoggerFactory)) as ILoggerFactory;
            return factory is null || factory == NullLoggerFactory.Instance
                ? inner
                : new LoggingReranker(inner, factory.CreateLogger<LoggingReranker>(), options, services.GetTimeProvider());
        });
}
