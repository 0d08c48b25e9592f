using System.Reflection;
using System.Security.Cryptography;
using RerankKit.EmbeddedModel;

namespace RerankKit.Embedded.Tests;

public class TableTests
{
    private static string Root => typeof(TableRecipe).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(attribute => attribute.Key == "RepositoryRoot").Value!;

    [Test]
    public void ASampleOfRowsIsMadeAgainFromThePublishedWeights()
    {
        string folder = Directory.CreateTempSubdirectory("rerankkit-table-").FullName;
        try
        {
            int[] pieces = [.. Enumerable.Range(0, 48).Select(i => 999 + (i * 613))];
            var projection = Projection.Read(Path.Combine(Root, "models", "RerankKit.EmbeddedModel", "projection.f32"), 384, 384);
            sbyte[] rows = projection.Apply(TableRecipe.Read(folder, pieces));
            EmbeddedTable table = EmbeddedModel.Shared.Table;
            for (int i = 0; i < pieces.Length; i++)
            {
                sbyte[] row = table.Row(pieces[i]).ToArray();
                int[] differences = [.. row.Select((value, k) => Math.Abs(value - rows[(i * table.Dimension) + k]))];

                // Kernels of another processor add in another order, which may round a number to its neighbour.
                Assert.That(differences.Max(), Is.LessThanOrEqualTo(1), table.Pieces[pieces[i]]);
                Assert.That(differences.Sum(), Is.LessThanOrEqualTo(8), table.Pieces[pieces[i]]);
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Test]
    public void TheTableIsTheOneThatItsHashNames()
    {
        string folder = Path.Combine(Root, "src", "RerankKit.Embedded", "Table");
        byte[] file = File.ReadAllBytes(Path.Combine(folder, "embedded.table"));
        string named = File.ReadAllText(Path.Combine(folder, "embedded.table.sha256")).Split(' ')[0];
        Assert.That(Convert.ToHexStringLower(SHA256.HashData(file)), Is.EqualTo(named));
        Assert.That(file, Has.Length.LessThanOrEqualTo(5_000_000));
    }

    [Test]
    public void WeightsAndVocabularyAreThoseOfTheRecipe()
    {
        EmbeddedTable table = EmbeddedModel.Shared.Table;
        Assert.That(table.Pieces, Has.Length.EqualTo(30_522));
        Assert.That(table.Weights.ToArray(), Is.EqualTo(TableRecipe.Weights(table.Pieces)));
        Assert.That(table.Weights[Array.IndexOf(table.Pieces, "the")], Is.LessThan(table.Weights[Array.IndexOf(table.Pieces, "hospital")]));
        Assert.That(table.Weights[Array.IndexOf(table.Pieces, "[SEP]")], Is.Zero);
        Assert.That(table.Weights[Array.IndexOf(table.Pieces, ",")], Is.Zero);
    }

    [Test]
    public void ADamagedTableIsRefused()
    {
        byte[] file = GC.AllocateArray<byte>(64, pinned: true);
        Assert.That(() => EmbeddedTable.Read(file), Throws.TypeOf<InvalidDataException>().With.Message.Contains("does not begin"));
        byte[] whole = EmbeddedTable.Write(["a", "b"], [1, 2], new sbyte[64]);
        byte[] cut = GC.AllocateArray<byte>(whole.Length - 1, pinned: true);
        whole.AsSpan(0, cut.Length).CopyTo(cut);
        Assert.That(() => EmbeddedTable.Read(cut), Throws.TypeOf<InvalidDataException>().With.Message.Contains("bytes"));
    }

    [Test]
    public void EigenvectorsDiagonaliseAMatrix()
    {
        double[][] matrix = [[4, 1, 0], [1, 3, 1], [0, 1, 2]];
        double[][] original = [.. matrix.Select(row => row.ToArray())];
        double[][] vectors = SymmetricEigenvectors.Of(matrix);
        double previous = double.PositiveInfinity;
        foreach (double[] vector in vectors)
        {
            double[] image = [.. original.Select(row => row.Zip(vector, (a, b) => a * b).Sum())];
            double value = image.Zip(vector, (a, b) => a * b).Sum();
            Assert.That(image, Is.EqualTo(vector.Select(x => x * value)).Within(1e-9));
            Assert.That(value, Is.LessThan(previous));
            previous = value;
        }
    }
}
