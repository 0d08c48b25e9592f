using RerankKit.AspNetCore;
using Scalar.AspNetCore;
using Server;

// Inside a container without a shell: whether the server that runs beside this process is ready.
if (args is ["--health"])
{
    return await HealthProbe.RunAsync();
}

WebApplicationBuilder builder = WebApplication.CreateBuilder(args);
IConfigurationSection settings = builder.Configuration.GetSection("Server");

// What is served is named in appsettings.json: the embedded reranker there, a model or a service in its place.
builder.Services.AddEmbeddedReranker().AddOnnxRerankers().AddRemoteRerankers().AddTritonRerankers();
builder.Services.AddReranking(builder.Configuration.GetSection("Reranking"));

// Scores that one instance made, the others find.
if (settings["Redis"] is { Length: > 0 } redis)
{
    builder.Services.AddStackExchangeRedisCache(options => options.Configuration = redis);
}

builder.Services.AddRerankingServer(options =>
{
    settings.Bind(options);
    options.Scope = context => context.User.Identity?.Name;
});
builder.Services.AddOpenApi();

// Keys by the names of who has them; none for a server that answers anybody.
IConfigurationSection[] keys = [.. settings.GetSection("ApiKeys").GetChildren()];
if (keys.Length > 0)
{
    builder.Services.AddAuthentication(RerankingApiKeyDefaults.Scheme).AddRerankingApiKey(options => Array.ForEach(keys, key => options.Keys[key.Key] = key.Value ?? ""));
    builder.Services.AddAuthorization();
}

WebApplication app = builder.Build();
IEndpointConventionBuilder endpoints = app.MapReranking();
if (keys.Length > 0)
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
