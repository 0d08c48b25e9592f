System.Console.WriteLine("RerankKit");
