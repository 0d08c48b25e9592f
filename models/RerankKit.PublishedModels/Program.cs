// Writes all-MiniLM-L6-v2 with 8-bit weights as a late-interaction model: what the package RerankKit.MiniLM carries.
using System.Security.Cryptography;
using RerankKit.PublishedModels;

if (args is not [string folder, string expected])
{
    Console.Error.WriteLine("Give the folder to write, and the file with the hash that the graph is to have.");
    return 2;
}

PublishedModel.MiniLM.WriteLateInteraction(folder, isQuantized: true);
string graph = Path.Combine(folder, "onnx", "model_quantized.onnx");
string hash = Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(graph)));
string named = File.ReadAllText(expected).Split(' ')[0];
if (hash != named)
{
    File.Delete(graph);
    Console.Error.WriteLine($"{graph} has sha256 {hash}; {expected} names {named}. If the recipe was changed on purpose, write the new hash there.");
    return 1;
}

return 0;
