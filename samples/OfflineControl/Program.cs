using System.Globalization;
using LagrangeMLNet.Control.Trainers;
using Microsoft.ML;
using OfflineControl;
using OfflineControl.Environments;

try
{
    if (args is ["--help" or "-h"])
    {
        Console.WriteLine(Arguments.Usage);
        return 0;
    }

    var arguments = Arguments.Parse(args);
    Directory.CreateDirectory(arguments.Output);
    foreach (IEnvironment environment in new IEnvironment[] { new Inventory(), new CartPole() })
        Learn(environment, arguments);
    return 0;
}
catch (Exception e) when (e is ArgumentException or IOException or UnauthorizedAccessException or InvalidOperationException)
{
    await Console.Error.WriteLineAsync(e.Message);
    return 1;
}

static void Learn(IEnvironment environment, Arguments arguments)
{
    const double discount = 0.99;
    const int episodes = 200, endless = 1000;

    // 1. A log of a half-skilled policy. Two thirds of its episodes are learnt from, the last third tells what was learnt.
    var mlContext = new MLContext(seed: 1);
    var log = Simulation.Log(environment, arguments.Steps, arguments.Seed);
    int last = log[^1].Episode;
    var past = Simulation.View(mlContext, [.. log.Where(row => row.Episode <= last * 2 / 3)], environment.Actions);
    var later = Simulation.View(mlContext, [.. log.Where(row => row.Episode > last * 2 / 3)], environment.Actions);

    // 2. A policy: a stock ML.NET model, which any application loads with Microsoft.ML alone.
    var control = mlContext.Control();
    var trainer = control.Trainers.LagrangianFittedQ(new LagrangianFittedQTrainer.Options { Discount = discount });
    var model = trainer.Fit(past);
    mlContext.Model.Save(model, past.Schema, Path.Combine(arguments.Output, $"{environment.Name}.zip"));
    Console.WriteLine($"{environment.Name}: {log.Length} steps of {last + 1} episodes\n{trainer.LastReport}\n");

    // 3. What it would return, before it has decided anything.
    var evaluation = control.EvaluateEpisodes(control.LoadTransitions(later), model);
    Console.WriteLine(evaluation);

    // 4. The truth, which only a simulation knows.
    var policy = new LearntPolicy(environment, model.Model);
    double learnt = Simulation.Returns(environment, policy.Drawn, episodes, arguments.Seed + 1, discount, endless).Average();
    double logged = Simulation.Returns(environment, environment.Logging, episodes, arguments.Seed + 1, discount, endless).Average();
    double best = Simulation.Returns(environment, policy.Best, episodes, arguments.Seed + 1).Average();
    Console.WriteLine(string.Create(
        CultureInfo.InvariantCulture,
        $"\nTruth at discount {discount}: learnt policy {learnt:F1}, logging policy {logged:F1}. Its best action alone, undiscounted over "
        + $"{environment.Horizon} steps: {best:F1}; the best policy: {environment.BestReturn:F1}.\n"));
    string picture = Path.Combine(arguments.Output, $"{environment.Name}.png");
    Picture.Draw(environment.Name, evaluation, learnt, logged, picture);
    Console.WriteLine($"picture: {picture}\n");
}
