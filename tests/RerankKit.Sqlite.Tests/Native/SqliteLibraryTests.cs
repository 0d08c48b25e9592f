namespace RerankKit.Sqlite.Tests.Native;

public class SqliteLibraryTests
{
    [Test]
    public void AMissingLibraryIsOneMessageWithTheRemedy() =>
        Assert.That(
            () => SqliteLibrary.Load(null, ["no-such-sqlite", "nor-this-one"]),
            Throws.TypeOf<DllNotFoundException>()
                .With.Message.Contains("no-such-sqlite").And.Message.Contains("nor-this-one").And.Message.Contains("SQLitePCLRaw.lib.e_sqlite3"));

    [Test]
    public void TheVariableAloneDecides() =>
        Assert.That(
            () => SqliteLibrary.Load("/nowhere/libsqlite3.so", ["e_sqlite3"]),
            Throws.TypeOf<DllNotFoundException>().With.Message.Contains("/nowhere/libsqlite3.so").And.Message.Contains(SqliteLibrary.Variable));

    [Test]
    public void AnotherLibraryIsPassedOver()
    {
        string other = OperatingSystem.IsWindows() ? "kernel32" : OperatingSystem.IsMacOS() ? "libSystem.dylib" : "libc.so.6";
        Assert.That(SqliteLibrary.Load(null, [other, "e_sqlite3"]).Name, Is.EqualTo("e_sqlite3"));
        Assert.That(() => SqliteLibrary.Load(null, [other]), Throws.TypeOf<DllNotFoundException>().With.Message.Contains("is not SQLite"));
    }

    [Test]
    public void TheLibraryOfThePackageIsFound() => Assert.That(SqliteLibrary.Load(null, ["e_sqlite3"]).Version, Is.EqualTo("3.35.5"));
}
