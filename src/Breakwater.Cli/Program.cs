System.Console.WriteLine("breakwater");
