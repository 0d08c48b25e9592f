using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using RerankKit.TestModels;

namespace RerankKit.Triton.Tests.DependencyInjection;

public class ServedHealthCheckTests
{
    [Test]
    public async Task AServerThatDiesIsFoundBehindTheStandardPipeline()
    {
        using var served = new ServedTestModel(SharedModels.Of(TestArchitecture.Bert).FullName);
        var server = new KServeServer(served.Answer);
        var services = new ServiceCollection();
        services.AddReranking().AddTriton(SharedModels.Of(TestArchitecture.Bert).FullName, options =>
        {
            options.Server.Endpoints.Add(server.Address);
            options.Server.ModelName = "cross_encoder";
        }).UseStandardPipeline();
        services.AddLogging().AddHealthChecks().AddReranker();
        await using ServiceProvider provider = services.BuildServiceProvider();
        Assert.That((await CheckAsync(provider)).Status, Is.EqualTo(HealthStatus.Healthy));
        server.Dispose();
        Assert.That((await CheckAsync(provider)).Status, Is.EqualTo(HealthStatus.Degraded));
    }

    private static async Task<HealthReportEntry> CheckAsync(ServiceProvider provider) =>
        (await provider.GetRequiredService<HealthCheckService>().CheckHealthAsync()).Entries["reranker"];
}
