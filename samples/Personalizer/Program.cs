using LagrangeMLNet.Data;
using Microsoft.Data.Sqlite;
using Personalizer;

if (args is ["--help" or "-h", ..])
{
    Console.WriteLine(Settings.Usage);
    return 0;
}

try
{
    await using var app = PersonalizerApp.Build(Settings.Parse(args));
    await app.RunAsync();
    return 0;
}
catch (Exception e) when (e is ArgumentException or IOException or InvalidDataException or InvalidOperationException
    or SqliteException or UnauthorizedAccessException)
{
    await Console.Error.WriteLineAsync(DisplayText.EscapeLines(e.Message));
    return 1;
}
