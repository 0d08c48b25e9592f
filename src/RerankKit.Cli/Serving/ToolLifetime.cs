using Microsoft.Extensions.Hosting;

namespace RerankKit.Cli.Serving;

/// <summary>Leaves signals to the tool, which tells the host when to stop; the host's own would keep a second Ctrl+C from ending the process.</summary>
internal sealed class ToolLifetime : IHostLifetime
{
    public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
