using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using SearchWeb.Retrieval;

namespace SearchWeb.Tests;

/// <summary>The application in this process, on a free port, with all its vectors.</summary>
internal sealed class RunningApp : IAsyncDisposable
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);
    private static readonly Lazy<Task<RunningApp>> Built = new(() => StartAsync());
    private readonly WebApplication _app;
    private readonly HttpClient _client;

    private RunningApp(WebApplication app)
    {
        _app = app;
        Address = new(app.Services.GetRequiredService<IServer>().Features.GetRequiredFeature<IServerAddressesFeature>().Addresses.Single());
        _client = new() { BaseAddress = Address };
    }

    public Uri Address { get; }

    public IServiceProvider Services => _app.Services;

    /// <summary>The one with the built-in collection, which all tests share: its passages are embedded once.</summary>
    public static Task<RunningApp> BuiltInAsync() => Built.Value;

    public static async Task<RunningApp> StartAsync(string? dataset = null, string? store = null)
    {
        WebApplication app = SearchApp.Create(dataset, store, "http://127.0.0.1:0");
        await app.StartAsync();
        await app.Services.GetServices<IHostedService>().OfType<VectorIndexing>().Single().ExecuteTask!;
        return new(app);
    }

    public static async Task EndAsync()
    {
        if (Built.IsValueCreated)
        {
            await (await Built.Value).DisposeAsync();
        }
    }

    public async Task<T> GetAsync<T>(string path)
    {
        using HttpResponseMessage response = await _client.GetAsync(path);
        string body = await response.Content.ReadAsStringAsync();
        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.OK), body);
        return JsonSerializer.Deserialize<T>(body, Json)!;
    }

    public async Task<(HttpStatusCode Status, string Detail)> RefusedAsync(string path)
    {
        using HttpResponseMessage response = await _client.GetAsync(path);
        using var problem = JsonDocument.Parse(await response.Content.ReadAsStringAsync());
        return (response.StatusCode, problem.RootElement.GetProperty("detail").GetString()!);
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _app.DisposeAsync();
    }
}
