using System.Net;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using RerankKit.Conformance;

namespace RerankKit.AspNetCore.Tests;

/// <summary>A server on a free port of this machine, and a client that asks it.</summary>
internal sealed class RunningServer : IAsyncDisposable
{
    private readonly HttpClient _client = new();

    private RunningServer(WebApplication application) => Application = application;

    public WebApplication Application { get; }

    public required CapturedLog Log { get; init; }

    public Uri Address => new(Application.Urls.Single());

    /// <summary>Starts one.</summary>
    /// <param name="rerankers">Registers what is served; null for words that query and document share.</param>
    /// <param name="options">Of the server.</param>
    /// <param name="build">Anything else of the application.</param>
    /// <param name="use">Middleware and conventions; null for the endpoints alone.</param>
    public static async Task<RunningServer> StartAsync(
        Action<IServiceCollection>? rerankers = null,
        Action<RerankingServerOptions>? options = null,
        Action<WebApplicationBuilder>? build = null,
        Action<WebApplication>? use = null)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { EnvironmentName = "Production" });
        var log = new CapturedLog();
        builder.Logging.ClearProviders().SetMinimumLevel(LogLevel.Trace).AddProvider(new CapturedLogProvider(log));
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        (rerankers ?? (services => services.AddReranking().AddReranker(new SharedWords())))(builder.Services);
        builder.Services.AddRerankingServer(options);
        build?.Invoke(builder);
        WebApplication application = builder.Build();
        if (use is null)
        {
            application.MapReranking();
        }
        else
        {
            use(application);
        }

        await application.StartAsync();
        return new(application) { Log = log };
    }

    public async Task<(HttpStatusCode Status, string Body, HttpResponseMessage Response)> PostAsync(string path, string body, params (string Name, string Value)[] headers) =>
        await PostAsync(path, new StringContent(body, Encoding.UTF8, "application/json"), headers);

    public async Task<(HttpStatusCode Status, string Body, HttpResponseMessage Response)> PostAsync(string path, HttpContent content, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(Address, path)) { Content = content };
        foreach ((string name, string value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return await SendAsync(request);
    }

    public async Task<(HttpStatusCode Status, string Body, HttpResponseMessage Response)> SendAsync(HttpRequestMessage request)
    {
        HttpResponseMessage response = await _client.SendAsync(request);
        return (response.StatusCode, await response.Content.ReadAsStringAsync(), response);
    }

    public async Task<(HttpStatusCode Status, string Body)> GetAsync(string path)
    {
        using HttpResponseMessage response = await _client.GetAsync(new Uri(Address, path));
        return (response.StatusCode, await response.Content.ReadAsStringAsync());
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await Application.DisposeAsync();
    }

    private sealed class CapturedLogProvider(CapturedLog log) : ILoggerProvider
    {
        public ILogger CreateLogger(string categoryName) => log;

        public void Dispose()
        {
        }
    }
}
