// Makes the table of RerankKit.Embedded. Without arguments it goes where the package takes it from; else into the folder named.
// "weights FOLDER" chooses the weights of the reranker's parts on the labelled collections in that folder, leaving one out at a time.
using System.Reflection;
using System.Security.Cryptography;
using RerankKit.Embedded;
using RerankKit.EmbeddedModel;

if (args is ["weights", string collections])
{
    WeightSearch.Run(collections);
    return;
}

string root = typeof(TableRecipe).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(attribute => attribute.Key == "RepositoryRoot").Value!;
string table = args.Length > 0 ? args[0] : Path.Combine(root, "src", "RerankKit.Embedded", "Table");
string recipe = args.Length > 0 ? args[0] : Path.Combine(root, "models", "RerankKit.EmbeddedModel");
string work = Directory.CreateTempSubdirectory("rerankkit-embedded-").FullName;
try
{
    string[] vocabulary = TableRecipe.Vocabulary(work);
    IReadOnlyList<PieceRows> models = TableRecipe.Read(work, [.. Enumerable.Range(0, vocabulary.Length)]);
    Console.WriteLine($"{vocabulary.Length} pieces read");
    Projection projection = Projection.Fit(models, PieceWeights.OfText(vocabulary, []), TableRecipe.Dimension);
    byte[] file = EmbeddedTable.Write(vocabulary, TableRecipe.Weights(vocabulary), projection.Apply(models));
    projection.Write(Path.Combine(recipe, "projection.f32"));
    File.WriteAllBytes(Path.Combine(table, "embedded.table"), file);
    string hash = Convert.ToHexStringLower(SHA256.HashData(file));
    File.WriteAllText(Path.Combine(table, "embedded.table.sha256"), $"{hash}  embedded.table\n");
    Console.WriteLine($"{file.Length} bytes, sha256 {hash}");
}
finally
{
    Directory.Delete(work, recursive: true);
}
