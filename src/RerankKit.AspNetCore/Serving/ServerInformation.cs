using System.Reflection;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace RerankKit.AspNetCore;

/// <summary>Says what is served, and how much of it at once.</summary>
internal sealed class ServerInformation(IServiceProvider services)
{
    private static readonly string Version = typeof(ServerInformation).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];

    private readonly ServedRerankers _rerankers = services.GetRequiredService<ServedRerankers>();
    private readonly RerankingServerOptions _options = services.GetRequiredService<IOptions<RerankingServerOptions>>().Value;

    public Task InfoAsync(HttpContext context)
    {
        ServedReranker served = _rerankers.All[0];
        var answer = new InfoAnswer(
            served.Metadata?.DefaultModelId ?? served.Id,
            served.Metadata?.Revision,
            new(RerankerLabels.One),
            _options.MaxConcurrentRequests,
            _options.MaxDocuments,
            AutoTruncate: true,
            Version);
        context.Response.ContentType = "application/json; charset=utf-8";
        return JsonSerializer.SerializeAsync(context.Response.BodyWriter, answer, ServerJson.Plain.InfoAnswer, context.RequestAborted);
    }

    public Task ModelsAsync(HttpContext context)
    {
        var answer = new ModelsAnswer("list", [.. _rerankers.All.Select(served => new ModelAnswer(served.Id, "model", served.Metadata?.ProviderName ?? "rerankkit"))]);
        context.Response.ContentType = "application/json; charset=utf-8";
        return JsonSerializer.SerializeAsync(context.Response.BodyWriter, answer, ServerJson.Plain.ModelsAnswer, context.RequestAborted);
    }
}
