using Microsoft.Extensions.Options;
using RerankKit.AspNetCore;
using Scalar.AspNetCore;
using Server;

// Inside a container without a shell: whether the server that runs beside this process is ready.
if (args is ["--health"])
{
    return await HealthProbe.RunAsync();
}

WebApplicationBuilder builder = WebApplication.CreateBuilder(args);
ServerSettings settings = builder.Configuration.GetSection("Server").Get<ServerSettings>() ?? new();

// What is served is named in appsettings.json: the embedded reranker there, a model or a service in its place.
builder.Services.AddEmbeddedReranker();
builder.Services.AddOnnxRerankers();
builder.Services.AddRemoteRerankers();
builder.Services.AddTritonRerankers();
builder.Services.AddReranking(builder.Configuration.GetSection("Reranking"));

// Scores that one instance made, the others find.
if (settings.Redis is { Length: > 0 } redis)
{
    builder.Services.AddStackExchangeRedisCache(options => options.Configuration = redis);
}

builder.Services.AddRerankingServer(options =>
{
    options.TimeBudget = settings.TimeBudget;
    options.MaxDocuments = settings.MaxDocuments;
    options.MaxConcurrentRequests = settings.MaxConcurrentRequests;
    options.MaxQueuedRequests = settings.MaxQueuedRequests;
    options.AcceptsUnknownModels = settings.AcceptsUnknownModels;
    options.DrainDelay = settings.DrainDelay;
    options.Scope = context => context.User.Identity?.Name;
});
builder.Services.AddOpenApi();
builder.Services.AddAuthorization();
builder.Services.AddAuthentication(RerankingApiKeyDefaults.Scheme).AddRerankingApiKey(options =>
{
    foreach ((string name, string key) in settings.ApiKeys)
    {
        options.Keys[name] = key;
    }
});

WebApplication app = builder.Build();
IEndpointConventionBuilder endpoints = app.MapReranking();
if (settings.ApiKeys.Count > 0)
{
    endpoints.RequireAuthorization();
}
else
{
    app.Logger.LogWarning("No API keys are set (Server:ApiKeys): whoever reaches this server is answered");
}

app.MapOpenApi();
app.MapScalarApiReference(options => options.DisableDefaultFonts());
await app.RunAsync();
return 0;
