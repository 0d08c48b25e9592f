namespace RerankKit.Sqlite.Tests.Schema;

public class SqliteLibraryTests
{
    [Test]
    public void TheBundlesLibraryIsLoadedWithoutAnythingToCallFirst()
    {
        SqliteLibrary.Load();

        Assert.That(Version.Parse(SqliteLibrary.Version), Is.GreaterThanOrEqualTo(new Version(3, 50)));
        Assert.That(SQLitePCL.raw.GetNativeLibraryName(), Is.EqualTo("e_sqlite3"));
    }
}
