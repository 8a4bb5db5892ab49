using LagrangeMLNet.Data;
using LagrangeMLNet.Reporting;
using Microsoft.ML;
using QuickStart;
using QuickStart.Learning;
using Spectre.Console;

try
{
    if (args is ["--help" or "-h"])
    {
        Console.WriteLine(Arguments.Usage);
        return 0;
    }

    var arguments = Arguments.Parse(args);
    if (arguments.Generate is not null)
        ChurnGenerator.Write(arguments.Generate);
    else
        Learn(arguments);
    return 0;
}
catch (Exception e) when (e is ArgumentException or IOException or UnauthorizedAccessException
    or InvalidDataException or InvalidOperationException)
{
    await Console.Error.WriteLineAsync(DisplayText.EscapeLines(e.Message));
    return 1;
}

static void Learn(Arguments arguments)
{
    var mlContext = new MLContext(seed: 1);

    // 1. Find out what the file holds.
    var data = new Dataset(mlContext, arguments.DataPath, arguments.Label);
    var task = ILearningTask.For(data);
    Screen.Found(data, task);

    // 2. Learn, with velocity, floor and what remains on the screen.
    var contest = new Contest(mlContext, data, task);
    using var progress = new LearningProgress("Lagrangian");
    var lagrangian = task.Lagrangian(mlContext, progress);
    contest.Fit(lagrangian);
    progress.Dispose(); // The fits against the clock below go unseen.

    // 3. Compare with ML.NET's own trainers on the same rows.
    var own = AnsiConsole.Status().Start($"{lagrangian.Name} against the clock", _ => contest.Run(lagrangian));
    var results = new List<Result> { own };
    foreach (var peer in task.Peers(mlContext))
        AnsiConsole.Status().Start($"{peer.Name} against the clock", _ => results.Add(contest.RunPeer(peer)));
    var report = lagrangian.Report!()!;
    Screen.Compare(task, results);
    Screen.Chosen(report);

    // 4. Draw the learning curve and save the model.
    Directory.CreateDirectory(arguments.Output);
    var picture = Path.Combine(arguments.Output, "learning-curve.png");
    var model = Path.Combine(arguments.Output, "model.zip");
    LearningCurve.SavePng(report, picture, $"Learning curve on {Path.GetFileName(arguments.DataPath)}");
    contest.Save(own.Model!, model);

    // 5. Deploy: a bare MLContext loads the model. Nothing of LagrangeMLNet is needed from here on.
    var loaded = new MLContext().Model.Load(model, out _);
    Screen.Scored(loaded.Transform(contest.HeldOutRows(10)), data, task);
    AnsiConsole.WriteLine($"\nlearning curve: {picture}\nmodel:          {model}");
}
