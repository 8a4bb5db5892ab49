using System.Diagnostics;
using System.Reflection;
using Pictures;

// Draws the documents' pictures: dotnet run -c Release --project docs/Pictures
string root = AppContext.BaseDirectory;
while (!File.Exists(Path.Combine(root, "LagrangeMLNet.sln")))
    root = Path.GetDirectoryName(root) ?? throw new DirectoryNotFoundException("This program runs inside a clone of the repository.");
string images = Path.Combine(root, "docs", "images");
string configuration = new DirectoryInfo(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar)).Parent!.Name;
string scratch = Directory.CreateTempSubdirectory("lagrange-pictures-").FullName;
try
{
    Directory.SetCurrentDirectory(scratch);
    Icon.Save(Path.Combine(images, "icon.png"), 128);

    var screen = new TerminalScreen(width: 112);
    int code = SampleProcess.RunOnScreen(Assembly.Load("QuickStart"), screen, "--output", "quickstart");
    if (code != 0)
        throw new InvalidOperationException($"QuickStart ended with {code}.");
    File.WriteAllText(Path.Combine(images, "quickstart.svg"), TerminalSvg.Of(screen, "dotnet run -c Release --project samples/QuickStart"));
    Take("quickstart/learning-curve.png", "learning-curve.png");

    Run("PlanTheLabels", "--output", "labels");
    Take("labels/labels.png", "labels.png");
    Run("AutoMLSweep", "--output", "sweep");
    Take("sweep/sweep.png", "sweep.png");
    return 0;
}
finally
{
    Directory.SetCurrentDirectory(root);
    Directory.Delete(scratch, recursive: true);
}

void Take(string made, string name) => File.Copy(Path.Combine(scratch, made), Path.Combine(images, name), overwrite: true);

void Run(string sample, params string[] arguments)
{
    string program = Path.Combine(root, "samples", sample, "bin", configuration, "net10.0", $"{sample}.dll");
    using var process = Process.Start(new ProcessStartInfo("dotnet", [program, .. arguments]) { WorkingDirectory = scratch })!;
    process.WaitForExit();
    if (process.ExitCode != 0)
        throw new InvalidOperationException($"{sample} ended with {process.ExitCode}.");
}
