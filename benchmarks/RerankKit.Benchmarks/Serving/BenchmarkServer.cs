using System.Globalization;
using System.IO.Pipelines;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using RerankKit.AspNetCore;
using RerankKit.Models;
using RerankKit.Onnx;

namespace RerankKit.Benchmarks;

/// <summary>A server as an application has it, with its metrics on and its logs off, in this process or as one of its own.</summary>
internal static class BenchmarkServer
{
    private static readonly byte[] BareAnswer = new byte[1500];

    public static async Task<WebApplication> StartAsync(IReranker reranker, Action<RerankingServerOptions>? configure = null)
    {
        WebApplication application = Build(reranker, configure);
        await application.StartAsync();
        return application;
    }

    /// <summary><c>serve-http BUDGET</c>: says its address on the first line, and serves until SIGTERM.</summary>
    public static async Task<int> RunAsync(string[] arguments)
    {
        var budget = TimeSpan.FromMilliseconds(int.Parse(arguments[0], CultureInfo.InvariantCulture));
        IReranker model = CrossEncoderReranker.Load(BenchmarkModel.Folder("TinyBERT-L-2"));
        await using WebApplication application = Build(model, options =>
        {
            options.TimeBudget = budget;
            options.MaxQueuedRequests = 32;
            options.MaxConcurrentRequests = 16;
            options.DrainDelay = TimeSpan.FromSeconds(1);
        });
        await application.StartAsync();
        Console.WriteLine(application.Urls.Single());
        await application.WaitForShutdownAsync();
        return 0;
    }

    private static WebApplication Build(IReranker reranker, Action<RerankingServerOptions>? configure)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddReranking().AddReranker(_ => reranker).UseOpenTelemetry();
        builder.Services.AddRerankingServer(configure);
        WebApplication application = builder.Build();
        application.MapReranking();
        application.MapPost("/bare", BareAsync);
        return application;
    }

    // What a client and the web server cost by themselves: a body is received, and an answer of usual length is sent.
    private static async Task BareAsync(HttpContext context)
    {
        ReadResult body = await context.Request.BodyReader.ReadAtLeastAsync(int.MaxValue);
        context.Request.BodyReader.AdvanceTo(body.Buffer.End);
        await context.Response.BodyWriter.WriteAsync(BareAnswer);
    }
}
