[assembly: FixtureLifeCycle(LifeCycle.InstancePerTestCase)]

namespace RerankKit.Cli.Tests;

/// <summary>Gives every test a folder of its own.</summary>
public abstract class FileTests : IDisposable
{
    private protected SmallFiles Files { get; } = new();

    public void Dispose()
    {
        Files.Dispose();
        GC.SuppressFinalize(this);
    }
}
