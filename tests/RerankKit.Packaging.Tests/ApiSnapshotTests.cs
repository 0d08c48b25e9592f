using System.Reflection;

namespace RerankKit.Packaging.Tests;

/// <summary>The public surface of each package is what its file in <c>api/</c> says, so that a change of it is seen in review.</summary>
public class ApiSnapshotTests
{
    private static IEnumerable<TestCaseData> Packages() =>
        RepositoryRoot.Libraries.Select(library => new TestCaseData(Assembly.Load(library)).SetArgDisplayNames(library));

    [TestCaseSource(nameof(Packages))]
    public void ThePublicSurfaceIsTheOneWrittenDown(Assembly assembly)
    {
        string file = Path.Combine(RepositoryRoot.Path, "api", $"{assembly.GetName().Name}.txt");
        string actual = PublicApi.Describe(assembly);
        if (Environment.GetEnvironmentVariable("RERANKKIT_UPDATE_API") == "1")
        {
            File.WriteAllText(file, actual);
        }

        Assert.That(File.Exists(file), $"{file} is missing. Run the test with RERANKKIT_UPDATE_API=1 and commit what it writes.");
        Assert.That(
            actual,
            Is.EqualTo(File.ReadAllText(file)),
            "The public surface changed. If that is meant, run the tests with RERANKKIT_UPDATE_API=1 and commit api/ with the change.");
    }
}
