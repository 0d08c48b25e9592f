using RerankKit.AspNetCore;

WebApplicationBuilder builder = WebApplication.CreateBuilder(args);
IConfigurationSection settings = builder.Configuration.GetSection("Server");

// What is served stands in appsettings.json: the embedded reranker. For models add the packages RerankKit.Onnx and Microsoft.ML.OnnxRuntime,
// and AddOnnxRerankers() here; for services RerankKit.Remote and AddRemoteRerankers().
builder.Services.AddEmbeddedReranker();
builder.Services.AddReranking(builder.Configuration.GetSection("Reranking"));
builder.Services.AddRerankingServer(options =>
{
    settings.Bind(options);
    options.Scope = context => context.User.Identity?.Name;
});
builder.Services.AddOpenApi();

// API keys by the names of who has them: dotnet user-secrets set Server:ApiKeys:search KEY
IConfigurationSection[] keys = [.. settings.GetSection("ApiKeys").GetChildren()];
if (keys.Length > 0)
{
    builder.Services.AddAuthentication(RerankingApiKeyDefaults.Scheme)
        .AddRerankingApiKey(options => Array.ForEach(keys, key => options.Keys[key.Key] = key.Value ?? ""));
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
app.Run();
