using LagrangeMLNet.Data;
using LagrangeMLNet.Mechanics;
using LagrangeMLNet.Networks.Checkpoints;
using LagrangeMLNet.Optimizers;
using LagrangeMLNet.Training;
using TorchSharp;

namespace LagrangeMLNet.Networks.Training;

/// <summary>
/// The loop: mini-batches, steps along the stationary path, measurements on the held-out rows, the stopping rule. It keeps the best state
/// seen, and goes back to it with half the step when learning diverges.
/// </summary>
internal sealed class NetworkTraining : IDisposable
{
    /// <summary>Steps between two measurements on the held-out rows, at most; a short epoch has one, at its end.</summary>
    private const int StepsBetweenMeasurements = 500;

    /// <summary>Rows scored at once.</summary>
    private const int EvaluationRows = 2048;

    /// <summary>Times that the step is halved before learning is given up.</summary>
    private const int MostHalvings = 8;

    /// <summary>A network whose held-out loss exceeds that of a constant by as many nats (or deviations' logs) is lost.</summary>
    private const double LostNats = 3;

    private readonly DataSurvey _survey;
    private readonly EpochRows _rows;
    private readonly IReadOnlyList<RowPlace> _heldOut;
    private readonly NetworkSettings _settings;
    private readonly TrainingHooks _hooks;
    private readonly List<string> _remarks;
    private readonly torch.Device _device;
    private readonly ResidualNetwork _network;
    private readonly RowGather _gather;
    private readonly StoppingRule _rule;
    private readonly Func<ResidualNetwork, NetworkSettings, LagrangianOptimizer> _newOptimizer;
    private readonly List<LearningState> _path = [];
    private readonly int _batchSize;
    private LagrangianOptimizer _optimizer;
    private StoppingState _state;
    private float[][] _best;
    private double _bestVelocity = double.NaN;
    private double _stepFactor = 1;
    private int _halvings;
    private string? _checkpointRemark;

    public NetworkTraining(
        DataSurvey survey,
        EpochRows rows,
        IReadOnlyList<RowPlace> heldOut,
        ColumnLayout layout,
        NetworkSettings settings,
        TrainingHooks hooks,
        List<string> remarks,
        MemberFolds? folds,
        Func<ResidualNetwork, NetworkSettings, LagrangianOptimizer> newOptimizer)
    {
        (_survey, _rows, _heldOut, _settings, _hooks, _remarks) = (survey, rows, heldOut, settings, hooks, remarks);
        _newOptimizer = newOptimizer;
        _device = TrainingDevice.Choose(settings.Device);
        _batchSize = BatchSize.Choose(settings.BatchSize, survey.Rows, remarks);
        NetworkShape shape = ShapeOf(survey, settings);
        if (_device.type == DeviceType.CPU)
            NetworkMemory.Check(shape, _batchSize);
        _network = new ResidualNetwork(shape, survey.Encoding, survey.Labels.HeadBias, settings.Seed, _device);
        _gather = new RowGather(layout, survey.Encoding, survey.Labels, _device, folds);
        _rule = new StoppingRule { Tolerance = settings.Tolerance, Budget = (double)settings.MaximumEpochs * survey.Rows };
        _best = _network.Values();
        _optimizer = NewOptimizer();
    }

    /// <summary>The checkpoint file, or null.</summary>
    public CheckpointFile? Checkpoint { get; init; }

    /// <summary>Learns until the stopping rule ends it.</summary>
    /// <param name="start">An earlier network to resume from, or null.</param>
    /// <param name="skipped">Rows left out while reading.</param>
    public (NetworkWeights Network, NetworkReport Report) Run(NetworkWeights? start, long skipped)
    {
        if (start is not null)
        {
            if (start.Shape != _network.Shape)
                throw NetworkErrors.OtherShape(start.Shape, _network.Shape);
            _network.Restore(start.Values);
        }

        Learn();
        NetworkWeights network = Certain(start);
        LearningState last = _path[^1];
        var report = new NetworkReport
        {
            Path = _path,
            StopReason = last.StopReason,
            Floor = last.Floor,
            FloorStandardError = last.FloorStandardError,
            HeldOutLoss = _bestVelocity,
            Epochs = (double)last.Observations / _survey.Rows,
            BestEpoch = _state.BestTime / _survey.Rows,
            Rows = _survey.Rows,
            HeldOutRows = _heldOut.Count,
            SkippedRows = skipped,
            Features = _survey.Encoding.Slots,
            Parameters = _network.Size,
            Device = _device.type == DeviceType.CUDA ? "cuda" : "cpu",
            Remarks = [.. _remarks],
        };
        return (network, report);
    }

    /// <summary>
    /// The best state; of few rows as certain as they, held out, allow, and of labels that are all the same their constant. An earlier
    /// network brings its own certainty.
    /// </summary>
    private NetworkWeights Certain(NetworkWeights? start)
    {
        LabelScale labels = _survey.Labels;
        double limit = Math.Max(NetworkCertainty.Limit(labels, areFew: _gather.HasFolds), start is { IsLimited: true } ? start.Limit : 0);
        var network = new NetworkWeights(_network.Shape, _survey.Encoding, _best, labels.Centre, labels.Scale) { Limit = limit };
        if (start is not null || (!_gather.HasFolds && !labels.IsConstant))
            return network;
        _network.Restore(_best);
        HeldOutRows rows = HeldOutRows();
        double share = NetworkCertainty.Share(labels, rows);
        _bestVelocity = labels.Nats(NetworkCertainty.Loss(labels, rows, share, limit));
        return network.Shrunk(labels.HeadBias, share);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _optimizer.Dispose();
        _network.Dispose();
    }

    private void Learn()
    {
        TrainingMoment? moment = Checkpoint?.Read([.. _best.Select(own => own.Length)]);
        double first = moment is null ? HeldOutLoss() : GoOn(moment);
        if (!double.IsFinite(first))
            throw NetworkErrors.FirstLoss(first);
        if (moment is null)
            Measured(0, first);
        if (_survey.Labels.IsConstant)
        {
            _remarks.Add("All labels are the same: the model is that constant.");
            End(StopReason.Decelerated);
            return;
        }

        long batches = (_survey.Rows + _batchSize - 1) / _batchSize, measurements = (
            batches + StepsBetweenMeasurements - 1) / StepsBetweenMeasurements;
        int interval = (int)((batches + measurements - 1) / measurements);
        long observed = moment?.Observed ?? 0;
        for (int epoch = moment?.Epoch ?? 0; !_state.IsStopped; epoch++)
        {
            using var random = new torch.Generator((ulong)(uint)HashCode(epoch), _device);
            int steps = 0;
            foreach (ReadOnlyMemory<RowPlace> batch in _rows.Epoch(epoch, _batchSize))
            {
                _hooks.CheckAlive();
                bool isFinite = Step(batch.Span, random);
                observed += batch.Length;
                bool isEnd = observed >= _survey.Rows * (epoch + 1L);
                if (isFinite && ++steps % interval != 0 && !isEnd)
                    continue;
                double velocity = isFinite ? HeldOutLoss() : double.NaN;
                if (velocity <= first + LostNats)
                    Measured(observed, velocity);
                else if (!GoBack(observed, velocity))
                    return;
                if (_state.IsStopped)
                    return;
            }

            if (Checkpoint?.IsDue(epoch + 1) == true)
                Keep(epoch + 1, observed, first);
        }
    }

    /// <summary>
    /// Writes down where learning stands. Where that fails learning goes on: what was learnt is worth more than the file.
    /// </summary>
    private void Keep(int epoch, long observed, double first)
    {
        using var optimizer = new MemoryStream();
        using (var writer = new BinaryWriter(optimizer))
            _optimizer.save_state_dict(writer);
        var moment = new TrainingMoment
        {
            Epoch = epoch,
            Observed = observed,
            FirstVelocity = first,
            State = _state,
            Path = _path,
            Values = _network.Values(),
            Best = _best,
            BestVelocity = _bestVelocity,
            StepFactor = _stepFactor,
            Halvings = _halvings,
            Optimizer = optimizer.ToArray(),
            Remarks = _remarks,
        };
        try
        {
            Checkpoint!.Write(moment);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            string remark = CheckpointErrors.Failed(Checkpoint!.Path, epoch, error);
            _hooks.Warning(remark);
            // One failure after the other says the same: the last one is kept.
            if (_checkpointRemark is not null)
                _remarks.Remove(_checkpointRemark);
            _remarks.Add(_checkpointRemark = remark);
        }
    }

    /// <summary>Goes back to where an earlier process stood.</summary>
    /// <returns>Held-out loss before the first step.</returns>
    private double GoOn(TrainingMoment moment)
    {
        _network.Restore(moment.Values);
        try
        {
            using var reader = new BinaryReader(new MemoryStream(moment.Optimizer));
            _optimizer.load_state_dict(reader);
        }
        catch (Exception error) when (error is IOException or InvalidDataException or InvalidOperationException or ArgumentException)
        {
            throw CheckpointErrors.Damaged(Checkpoint!.Path, error.Message);
        }

        (_state, _best, _bestVelocity) = (moment.State, [.. moment.Best], moment.BestVelocity);
        (_stepFactor, _halvings) = (moment.StepFactor, moment.Halvings);
        _path.AddRange(moment.Path);
        _remarks.Clear();
        _remarks.AddRange(moment.Remarks);
        string remark = CheckpointErrors.WentOn(Checkpoint!.Path, moment.Epoch);
        _hooks.Info(remark);
        _remarks.Add(remark);
        return moment.FirstVelocity;
    }

    /// <summary>One step.</summary>
    /// <returns>Whether the gradients were finite, or have not been too often in a row.</returns>
    private bool Step(ReadOnlySpan<RowPlace> batch, torch.Generator random)
    {
        using var scope = torch.NewDisposeScope();
        InputRows rows = _gather.Gather(batch);
        _optimizer.zero_grad();
        using torch.Tensor loss = NetworkLoss.Mean(_survey.Labels.Task, _network.Forward(rows, (_settings.Dropout, random)), rows);
        loss.backward();
        try
        {
            _optimizer.step();
            return true;
        }
        catch (NotFiniteGradientException)
        {
            return false;
        }
    }

    private void Measured(double observed, double velocity)
    {
        _state = _rule.Observe(_state, new Observation(observed, velocity));
        // Nothing may be left unlearnt. At the end of the budget too the rule may have another reason to stop.
        if (_settings.Tolerance == 0)
            _state.Learning = _state.Learning with { StopReason = observed >= _rule.Budget ? StopReason.BudgetSpent : StopReason.None };
        if (_state.IsBest)
        {
            _best = _network.Values();
            _bestVelocity = velocity;
        }

        _path.Add(_state.Learning);
        _hooks.Progress?.Report(_state.Learning);
    }

    /// <summary>Restores the best state and halves the step.</summary>
    /// <returns>Whether to go on; if not, learning has ended.</returns>
    private bool GoBack(long observed, double velocity)
    {
        double epochs = (double)observed / _survey.Rows;
        if (_halvings == MostHalvings || epochs >= _settings.MaximumEpochs)
        {
            _remarks.Add(NetworkErrors.GaveUp(epochs, _halvings));
            End(StopReason.Diverged);
            return false;
        }

        _halvings++;
        _stepFactor /= 2;
        _network.Restore(_best);
        _optimizer.Dispose();
        _optimizer = NewOptimizer();
        string remark = NetworkErrors.WentBack(epochs, velocity, _stepFactor);
        _remarks.Add(remark);
        _hooks.Warning(remark);
        return true;
    }

    private void End(StopReason reason)
    {
        _path[^1] = _path[^1] with { StopReason = reason };
        _hooks.Progress?.Report(_path[^1]);
    }

    /// <summary>Mean loss on the held-out rows. Unit: nat / observation.</summary>
    private double HeldOutLoss()
    {
        double loss = 0, weight = 0;
        ForHeldOut((places, outputs, rows) =>
        {
            double[] losses = NetworkLoss.OfRows(_survey.Labels.Task, outputs, rows.Labels);
            for (int r = 0; r < losses.Length; r++)
            {
                double own = Weight(places[r]);
                loss += own * losses[r];
                weight += own;
            }
        });
        return _survey.Labels.Nats(loss / weight);
    }

    private HeldOutRows HeldOutRows()
    {
        var found = new List<double[]>();
        ForHeldOut((_, outputs, _) =>
        {
            float[] flat = outputs.cpu().data<float>().ToArray();
            foreach (float[] own in flat.Chunk((int)outputs.shape[1]))
                found.Add(Array.ConvertAll(own, output => (double)output));
        });
        return new HeldOutRows(
            [.. found],
            [.. _heldOut.Select(place => _survey.Labels.Standardize(place.Block.Labels[place.Row]))],
            [.. _heldOut.Select(Weight)]);
    }

    /// <summary>Gives out the held-out rows some at a time, with what the network says of them.</summary>
    private void ForHeldOut(Action<RowPlace[], torch.Tensor, InputRows> use)
    {
        using var _ = torch.no_grad();
        foreach (RowPlace[] places in _heldOut.Chunk(EvaluationRows))
        {
            _hooks.CheckAlive();
            using var scope = torch.NewDisposeScope();
            InputRows rows = _gather.Gather(places);
            use(places, NetworkLoss.HeldOut(_network.Forward(rows), rows), rows);
        }
    }

    private double Weight(RowPlace place) => _survey.Labels.Weigh(place.Block.Labels[place.Row], place.Weight);

    private LagrangianOptimizer NewOptimizer()
    {
        LagrangianOptimizer optimizer = _newOptimizer(_network, _settings);
        foreach (torch.optim.ILearningRateController group in optimizer.ParamGroups)
            group.LearningRate *= _stepFactor;
        return optimizer;
    }

    private int HashCode(int epoch) => unchecked((_settings.Seed * 31) + epoch + _halvings * 104_729);

    public static NetworkShape ShapeOf(DataSurvey survey, NetworkSettings settings)
    {
        // A bag of very many slots has short embeddings: at most four million numbers.
        const int mostNumbers = 1 << 22;
        int bag = survey.Encoding.Bag.Length;
        int bagWidth = bag == 0 ? 0 : Math.Clamp(mostNumbers / bag, Math.Min(16, settings.Width), settings.Width);
        return new NetworkShape(
            survey.Encoding.Encoded, bag, bagWidth, settings.Width, settings.Blocks, survey.Labels.Classes, settings.Members);
    }
}
