using System.Security.Cryptography;
using System.Text;
using System.Xml.Linq;

namespace RerankKit.TestSupport;

/// <summary>The repository's packages, packed into a folder that is a feed: once for all test projects, until what is packed changes.</summary>
public static class PackedPackages
{
    private static readonly Lazy<(string Feed, string Version)> Packed = new(Pack);

    /// <summary>The folder of the packages.</summary>
    public static string Feed => Packed.Value.Feed;

    /// <summary>A version that no other content has, so that no cache of packages serves another's.</summary>
    public static string Version => Packed.Value.Version;

    public static string Configuration =>
        AppContext.BaseDirectory.Contains($"{Path.DirectorySeparatorChar}Release{Path.DirectorySeparatorChar}", StringComparison.Ordinal) ? "Release" : "Debug";

    /// <summary>The folder in which this machine keeps packages that it has had before.</summary>
    public static string GlobalPackages =>
        Environment.GetEnvironmentVariable("NUGET_PACKAGES")
        ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");

    /// <summary>The version of another's package that the repository is built with.</summary>
    public static string VersionOf(string package)
    {
        XElement versions = XDocument.Load(Path.Combine(RepositoryRoot.Path, "Directory.Packages.props")).Root!;
        string version = versions.Descendants("PackageVersion").Single(element => element.Attribute("Include")!.Value == package).Attribute("Version")!.Value;
        return version.StartsWith("$(", StringComparison.Ordinal) ? versions.Descendants(version[2..^1]).Single().Value : version;
    }

    /// <summary>Adds the feed to those of the machine, or puts it in their place, for a folder and what is below it.</summary>
    public static void WriteFeed(string folder, bool isAlone = false) => File.WriteAllText(Path.Combine(folder, "nuget.config"), $"""
        <configuration>
          <packageSources>
            {(isAlone ? "<clear />" : "")}
            <add key="folder" value="{Feed}" />
          </packageSources>
        </configuration>
        """);

    /// <summary>Lays a folder out for an application of its own: the feed beside those of the machine, and packages of this version in the folder alone.</summary>
    public static void WriteApplication(string folder, string sdk, IEnumerable<(string Name, string Version)> packages)
    {
        Directory.CreateDirectory(folder);
        WriteFeed(folder);
        File.WriteAllText(Path.Combine(folder, "Application.csproj"), $"""
            <Project Sdk="{sdk}">
              <PropertyGroup>
                <OutputType>Exe</OutputType>
                <TargetFramework>net10.0</TargetFramework>
                <Nullable>enable</Nullable>
                <ImplicitUsings>enable</ImplicitUsings>
                <TreatWarningsAsErrors>true</TreatWarningsAsErrors>
                <ManagePackageVersionsCentrally>false</ManagePackageVersionsCentrally>
                <RestorePackagesPath>packages</RestorePackagesPath>
                <RestoreFallbackFolders>{GlobalPackages}</RestoreFallbackFolders>
              </PropertyGroup>
              <ItemGroup>
            {string.Concat(packages.Select(package => $"    <PackageReference Include=\"{package.Name}\" Version=\"{package.Version}\" />\n"))}  </ItemGroup>
            </Project>
            """);
    }

    private static (string Feed, string Version) Pack()
    {
        // Test projects run side by side.
        using var turn = new Mutex(initiallyOwned: false, "RerankKit.PackedPackages");
        try
        {
            Assert.That(turn.WaitOne(TimeSpan.FromMinutes(10)), "Another test project has been packing for ten minutes.");
        }
        catch (AbandonedMutexException)
        {
            // Who was packing has died; what it left is not complete and is packed anew.
        }

        try
        {
            string version = "0.0.1-test." + Content();
            string folder = Path.Combine(RepositoryRoot.Path, "artifacts", "packages");
            string feed = Path.Combine(folder, version);
            if (Directory.Exists(feed))
            {
                return (feed, version);
            }

            if (Directory.Exists(folder))
            {
                Directory.Delete(folder, recursive: true);
            }

            string unfinished = feed + ".unfinished";
            Command.Run(RepositoryRoot.Path, "dotnet", "pack", "RerankKit.sln", "--no-build", "--nologo", "--output", unfinished, "--configuration", Configuration, $"-p:Version={version}");
            Directory.Move(unfinished, feed);
            return (feed, version);
        }
        finally
        {
            turn.ReleaseMutex();
        }
    }

    // Of everything that goes into a package: what was built, what describes it, what is packed beside it.
    private static string Content()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        string source = Path.Combine(RepositoryRoot.Path, "src");
        foreach (string file in Directory.GetFiles(source, "*.csproj", SearchOption.AllDirectories)
            .SelectMany(project => Directory.GetFiles(Path.Combine(Path.GetDirectoryName(project)!, "bin", Configuration, "net10.0"), "*.dll").Append(project))
            .Concat(Directory.GetFiles(source, "*.*"))
            .Concat(Directory.GetFiles(source, "NOTICE", SearchOption.AllDirectories))
            .Concat(Directory.GetFiles(Path.Combine(source, "RerankKit.MiniLM"), "model.sha256"))
            .Concat(Directory.GetFiles(Path.Combine(source, "RerankKit.MiniLM", "buildTransitive")))
            .Concat(Directory.GetFiles(Path.Combine(RepositoryRoot.Path, "templates"), "*", SearchOption.AllDirectories).Where(file => !file.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal)))
            .Concat(Directory.GetFiles(Path.Combine(RepositoryRoot.Path, "samples", "Quickstart", "Collection")))
            .Concat(Directory.GetFiles(RepositoryRoot.Path, "*.*"))
            .Concat(Directory.GetFiles(Path.Combine(RepositoryRoot.Path, "assets")))
            .Order(StringComparer.Ordinal))
        {
            hash.AppendData(Encoding.UTF8.GetBytes(file));
            hash.AppendData(File.ReadAllBytes(file));
        }

        return "h" + Convert.ToHexStringLower(hash.GetHashAndReset())[..16];
    }
}
