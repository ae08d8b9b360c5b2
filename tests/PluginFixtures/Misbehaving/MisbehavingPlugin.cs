using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Pulp.ContentTypes;
using Pulp.Plugins;

// There is no such class: what that leads to is a matter of hosts that serve endpoints.
[assembly: PulpEndpoints("Fixtures.Misbehaving.MissingEndpoints")]

namespace Fixtures.Misbehaving;

public sealed class MisbehavingPlugin : PulpPlugin
{
    static MisbehavingPlugin()
    {
        if (Behavior.Name == "static constructor throws")
            throw new InvalidOperationException("no static state");
        if (Behavior.Name == "static constructor blocks")
            Thread.Sleep(Timeout.Infinite);
    }

    public MisbehavingPlugin()
    {
        if (Behavior.Name == "constructor throws")
            throw new InvalidOperationException("no instance");
    }

    public override string Label => Behavior.Name == "another label" ? "well_behaved" : "misbehaving";

    public override void Configure(PluginBuilder plugin)
    {
        plugin.Services.AddSingleton(new Gadget { Name = "registered before the failure" });
        switch (Behavior.Name)
        {
            case "configure throws":
                throw new InvalidOperationException("no configuration\nnot today");
            case "configure blocks":
                Thread.Sleep(Timeout.Infinite);
                break;
            case "one name twice":
                plugin.AddContent<Gadget>("gadget", "gadgets", Keys);
                plugin.AddContent<Gizmo>("gadget", "gizmos", content => content.NaturalKey(gizmo => [gizmo.Name]));
                break;
            case "one class twice":
                plugin.AddContent<Gadget>("gadget", "gadgets", Keys);
                plugin.AddContent<Gadget>("gizmo", "gizmos", content => Keys(content.ModelName("Gizmo")));
                break;
            case "one path twice":
                plugin.AddContent<Gadget>("gadget", "gadgets", Keys);
                plugin.AddContent<Gizmo>("gizmo", "gadgets", content => content.NaturalKey(gizmo => [gizmo.Name]));
                break;
            case "one model twice":
                plugin.AddContent<Gadget>("gadget", "gadgets", Keys);
                plugin.AddContent<Gizmo>("gizmo", "gizmos", content => content.ModelName("GADGET").NaturalKey(gizmo => [gizmo.Name]));
                break;
            case "holds undeclared content":
                plugin.AddRepository<GadgetRepository>("gadget", "gadget", repository => repository.Holds<Gadget>());
                break;
            case "members of a repository":
                plugin.AddContent<Gadget>("gadget", "gadgets", content => Keys(content.MemberOf((gadget, _) => new GadgetRepository { Name = gadget.Name })));
                plugin.AddRepository<GadgetRepository>("gadget", "gadget", repository => repository.Holds<Gadget>());
                break;
            case "two kinds of members":
                plugin.AddContent<Gadget>("gadget", "gadgets", content => Keys(content.MemberOf((gadget, _) => new GadgetBox { Name = gadget.Name })));
                plugin.AddContent<Gizmo>("gizmo", "gizmos", content => content.NaturalKey(gizmo => [gizmo.Name]).MemberOf((gizmo, _) => new GadgetBox { Name = gizmo.Name }));
                plugin.AddResource<GadgetBox>("box", "boxes");
                break;
            case "no natural key":
                plugin.AddContent<Gadget>("gadget", "gadgets", _ => { });
                break;
            case "another plugin's permission":
                plugin.AddPermission("good.view_widget", "May see widgets");
                break;
            case "another plugin's role":
                plugin.AddRole("good.widget_owner", "misbehaving.view_gadget");
                break;
            case "acts on another's type":
                plugin.AddAction<GadgetRepository, GadgetAction>("polish", needs: "change");
                break;
            case "one action twice":
                plugin.AddContent<Gadget>("gadget", "gadgets", Keys);
                plugin.AddRepository<GadgetRepository>("gadget", "gadget", repository => repository.Holds<Gadget>());
                plugin.AddAction<GadgetRepository, GadgetAction>("polish", needs: "change");
                plugin.AddAction<GadgetRepository, GadgetAction>("polish", needs: "view");
                break;
            case "takes an action's name":
                plugin.AddAction<GadgetRepository, GadgetAction>("modify", needs: "change");
                break;
            case "action of no kind":
                plugin.AddAction<GadgetRepository, Gadget>("polish", needs: "change");
                break;
            case "replaces a service":
                plugin.Services.RemoveAll<TimeProvider>();
                break;
            case "service does not start":
                plugin.Services.AddHostedService<FailingService>();
                break;
            case "service works":
                plugin.Services.AddHostedService<WorkingService>();
                break;
            case "service does not stop":
                plugin.Services.AddHostedService<EndlessService>();
                break;
            case "service ends":
                plugin.Services.AddHostedService<EndingService>();
                break;
        }
    }

    private static void Keys(ContentTypeBuilder<Gadget> content) => content.NaturalKey(gadget => [gadget.Name]);
}
