using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.DependencyInjection;

namespace RerankKit.Sqlite.Tests.DependencyInjection;

public class SqliteRerankingServiceCollectionExtensionsTests
{
    private TemporaryFolder _folder = null!;

    [SetUp]
    public void SetUp() => _folder = new();

    [TearDown]
    public void TearDown() => _folder.Dispose();

    [Test]
    public async Task TheDatabaseBringsStoresForEncodersAndIsClosedWithTheContainer()
    {
        var services = new ServiceCollection();
        services.AddSqliteRerankStore(_folder.File(), options => options.Precision = TokenVectorPrecision.Float32);
        await using (ServiceProvider provider = services.BuildServiceProvider())
        {
            Assert.That(_folder.Names, Is.Empty, "nothing is opened before it is asked for");
            using ITokenVectorStore store = provider.GetRequiredService<ITokenVectorStoreProvider>().Open(new("test", 8) { Revision = "r" });
            await store.WriteAsync(Documents.Entries(2));
            Assert.That(provider.GetRequiredService<RerankDatabase>().Path, Is.EqualTo(_folder.File()));
            Assert.That(provider.GetService<IDistributedCache>(), Is.Null, "the cache is asked for by name");
        }

        Assert.That(_folder.Names, Is.EqualTo(new[] { "store.db" }));
    }

    [Test]
    public async Task TheScoresBecomeTheApplicationsCache()
    {
        var services = new ServiceCollection();
        services.AddSqliteRerankStore(_folder.File()).AddSqliteScoreCache();
        await using ServiceProvider provider = services.BuildServiceProvider();
        Assert.That(provider.GetRequiredService<IDistributedCache>(), Is.SameAs(provider.GetRequiredService<RerankDatabase>().Scores));
    }

    [Test]
    public void ANamedRerankerHasADatabaseOfItsOwn()
    {
        var services = new ServiceCollection();
        services.AddSqliteRerankStore(_folder.File("shared.db")).AddKeyedSqliteRerankStore("own", _folder.File("own.db"));
        using ServiceProvider provider = services.BuildServiceProvider();
        Assert.That(provider.GetRequiredService<RerankDatabase>().Path, Is.EqualTo(_folder.File("shared.db")));
        Assert.That(provider.GetRequiredKeyedService<ITokenVectorStoreProvider>("own"), Is.SameAs(provider.GetRequiredKeyedService<RerankDatabase>("own")));
        Assert.That(provider.GetRequiredKeyedService<RerankDatabase>("own").Path, Is.EqualTo(_folder.File("own.db")));
    }

    [Test]
    public void ScoresWithoutADatabaseSayWhatIsMissing()
    {
        using ServiceProvider provider = new ServiceCollection().AddSqliteScoreCache().BuildServiceProvider();
        Assert.That(() => provider.GetService<IDistributedCache>(), Throws.InvalidOperationException.With.Message.Contains("AddSqliteRerankStore"));
    }

    [Test]
    public void ABlankPathIsRefused() => Assert.That(() => new ServiceCollection().AddSqliteRerankStore(" "), Throws.ArgumentException);
}
