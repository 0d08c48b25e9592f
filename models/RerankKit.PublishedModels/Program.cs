// Writes all-MiniLM-L6-v2 with 8-bit weights: what the package RerankKit.MiniLM carries.
using System.Security.Cryptography;
using RerankKit.PublishedModels;

if (args is not [string folder, string expected])
{
    Console.Error.WriteLine("Give the folder to write, and the file with the hash that the graph is to have.");
    return 2;
}

string unfinished = Path.TrimEndingDirectorySeparator(folder) + ".unfinished";
PublishedModel.MiniLM.WriteEmbedding(unfinished, isQuantized: true);
string hash = Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(Path.Combine(unfinished, "onnx", "model_quantized.onnx"))));
string named = File.ReadAllText(expected).Split(' ')[0];
if (hash != named)
{
    Console.Error.WriteLine($"The graph in {unfinished} has sha256 {hash}; {expected} names {named}. If the recipe was changed on purpose, write the new hash there.");
    return 1;
}

if (Directory.Exists(folder))
{
    Directory.Delete(folder, recursive: true);
}

Directory.Move(unfinished, folder);
return 0;
