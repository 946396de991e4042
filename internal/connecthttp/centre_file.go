package connecthttp

import (
	"context"
	"errors"
	"net/http"
	"time"

	"strowger/internal/center"
	"strowger/internal/centerfile"
	"strowger/internal/restjson"
	"strowger/internal/routing"
)

// ExportInstanceInput asks for the centre file of an instance.
type ExportInstanceInput struct {
	InstanceId *string `json:"-" path:"InstanceId" check:"required,arn,InstanceId"`
}

// ExportInstanceOutput is the centre file of an instance.
type ExportInstanceOutput struct {
	File string `json:"File"`
}

// ImportInstanceInput brings a centre file to an instance, or asks what that
// would change.
type ImportInstanceInput struct {
	InstanceId *string `json:"-" path:"InstanceId" check:"required,InstanceId"`
	File       *string `json:"File" check:"required"`
}

// ImportPlan is what an import changes.
type ImportPlan struct {
	Create  int           `json:"Create"`
	Change  int           `json:"Change"`
	Delete  int           `json:"Delete"`
	Items   []PlannedItem `json:"Items"`
	Refused *string       `json:"Refused,omitzero"` // why the import would be refused as things are
}

// PlannedItem is one resource that an import changes.
type PlannedItem struct {
	Action  string          `json:"Action"` // create, change or delete
	Kind    string          `json:"Kind"`   // such as queue
	Id      string          `json:"Id,omitzero"`
	Name    string          `json:"Name"`
	Members []PlannedMember `json:"Members,omitzero"` // of a change
}

// PlannedMember is one value that an import changes; Old is empty for what is
// new, New for what goes.
type PlannedMember struct {
	Member string `json:"Member"`
	Old    string `json:"Old"`
	New    string `json:"New"`
}

// Validate returns a *restjson.Invalid that lists what breaks the limits, or nil.
func (in *ExportInstanceInput) Validate() error { return decisionLimits.Check(in) }

// Validate returns a *restjson.Invalid that lists what breaks the limits, or nil.
func (in *ImportInstanceInput) Validate() error { return decisionLimits.Check(in) }

// CentreFilePath is where the server gives and takes centre files; below it, at
// plan, it says what an import would change.
const CentreFilePath = "/strowger/v1/instances/{InstanceId}/centre-file"

// maxImportBody is the largest request with a file, whose lines are escaped in it.
const maxImportBody = centerfile.MaxSize + centerfile.MaxSize/2

// CentreFileRoutes returns the operations that give and take centre files, for
// restjson.NewREST; the caller adds its hooks.
func CentreFileRoutes(s *Service) restjson.Options {
	errors := []string{"InvalidRequestException", "InvalidParameterException", "ResourceNotFoundException", "ResourceInUseException",
		"DuplicateResourceException", "LimitExceededException", "ServiceQuotaExceededException", "InvalidContactFlowException",
		"ResourceConflictException", "ThrottlingException", "AccessDeniedException", "InternalServiceException"}
	options := CallRoutes(s)
	options.MaxBody = maxImportBody
	options.Routes = translated([]restjson.Route{
		restjson.Bind(restjson.Route{Operation: "ExportInstance", Method: http.MethodGet, Pattern: CentreFilePath, Errors: errors}, (*Service).ExportInstance),
		restjson.Bind(restjson.Route{Operation: "PlanImport", Method: http.MethodPost, Pattern: CentreFilePath + "/plan", Errors: errors}, (*Service).PlanImport),
		restjson.Bind(restjson.Route{Operation: "ImportInstance", Method: http.MethodPut, Pattern: CentreFilePath, Errors: errors}, (*Service).ImportInstance),
	})
	return options
}

// ExportInstance writes the configuration of an instance, as of one moment.
func (s *Service) ExportInstance(_ context.Context, in *ExportInstanceInput) (*ExportInstanceOutput, error) {
	instance, err := s.instance(in.InstanceId)
	if err != nil {
		return nil, err
	}
	file, err := centerfile.Of(instance.Directory()).Write()
	if err != nil {
		return nil, err
	}
	return &ExportInstanceOutput{File: string(file)}, nil
}

// PlanImport says what an import would change, and whether it would be refused.
func (s *Service) PlanImport(ctx context.Context, in *ImportInstanceInput) (*ImportPlan, error) {
	file, err := parseFile(in.File)
	if err != nil {
		return nil, err
	}
	instance, err := s.importTarget(in.InstanceId)
	if err != nil {
		return nil, err
	}
	work, err := s.prepareImport(instance, *in.InstanceId, file)
	if err != nil {
		return nil, err
	}
	plan := wirePlan(work.plan)
	refused := s.checkImport(instance, work)
	if refused == nil && len(work.changes) > 0 {
		check := func(e *routing.Engine) {
			refused = e.CheckConfigure(routing.Configure{Changes: work.changes, Limits: s.resourceLimits()})
		}
		if instance == nil {
			check(routing.New())
		} else if err := instance.Query(ctx, check); err != nil {
			return nil, err
		}
	}
	if refused != nil {
		plan.Refused = ptr(inWords(refused))
	}
	return plan, nil
}

// inWords is a refusal with everything that is wrong with a flow.
func inWords(err error) string {
	text := err.Error()
	var refusal *center.Error
	if errors.As(err, &refusal) {
		for _, problem := range refusal.Problems {
			text += "\n" + problem
		}
	}
	return text
}

// ImportInstance makes an instance what a file says, all of it or nothing. An
// instance that is not there is made with the id asked for.
func (s *Service) ImportInstance(ctx context.Context, in *ImportInstanceInput) (*ImportPlan, error) {
	file, err := parseFile(in.File)
	if err != nil {
		return nil, err
	}
	s.numbering.Lock()
	defer s.numbering.Unlock()
	instance, err := s.importTarget(in.InstanceId)
	if err != nil {
		return nil, err
	}
	if instance == nil {
		return s.createFromFile(ctx, *in.InstanceId, file)
	}
	for range maxEdits {
		work, err := s.prepareImport(instance, *in.InstanceId, file)
		if err != nil {
			return nil, err
		}
		if len(work.changes) == 0 {
			return wirePlan(work.plan), nil
		}
		if err := s.checkImport(instance, work); err != nil {
			return nil, err
		}
		_, err = instance.Do(ctx, routing.Configure{Changes: work.changes})
		if !errors.Is(err, center.Stale) {
			return wirePlan(work.plan), err
		}
	}
	return nil, center.Errorf(center.Unavailable, "Others change the instance all the time; try again.")
}

// createFromFile makes an instance of a file. It has what the file has and, of
// what every instance has, the predefined attributes of the system.
func (s *Service) createFromFile(ctx context.Context, id string, file *centerfile.File) (*ImportPlan, error) {
	s.creating.Lock()
	defer s.creating.Unlock()
	if q := s.options.Quotas; q != nil && q.Instances > 0 && len(s.options.Instances.All()) >= q.Instances {
		return nil, center.Errorf(center.Limit, "The quota of %d instances is used up.", q.Instances)
	}
	work, err := s.prepareImport(nil, id, file)
	if err != nil {
		return nil, err
	}
	if err := s.checkImport(nil, work); err != nil {
		return nil, err
	}
	cmd := routing.Configure{Changes: work.changes, Limits: s.resourceLimits()}
	if err := routing.New().CheckConfigure(cmd); err != nil {
		return nil, err
	}
	var made *center.Instance
	var rest []center.Resource
	for _, c := range work.changes {
		if in, ok := c.Put.(*center.Instance); ok {
			made = in
			continue
		}
		rest = append(rest, c.Put)
	}
	if made.ServiceRole, err = s.newServiceRole(); err != nil {
		return nil, err
	}
	return wirePlan(work.plan), s.options.Instances.Create(ctx, made, rest)
}

// parseFile reads the file of a request.
func parseFile(text *string) (*centerfile.File, error) {
	file, err := centerfile.Parse([]byte(*text))
	if err != nil {
		return nil, center.Errorf(center.Invalid, "%s", err)
	}
	return file, nil
}

// importTarget returns the instance that a file is for, nil where there is none
// of that id yet.
func (s *Service) importTarget(id *string) (*served, error) {
	instance, err := s.instance(id)
	if center.IsMissing(err) && importableID.MatchString(*id) {
		return nil, nil
	}
	return instance, err
}

// importWork is an import that was thought through.
type importWork struct {
	plan    *centerfile.Plan
	changes []center.Change
	after   *center.Directory // what task templates name, as it will be
}

// prepareImport finds out what an import changes; instance is nil for one that
// is to be made.
func (s *Service) prepareImport(instance *served, id string, file *centerfile.File) (*importWork, error) {
	d := &center.Directory{}
	target := centerfile.Target{NewID: s.newID}
	if instance != nil {
		d = instance.Directory()
		target.Current, target.Instance = centerfile.Of(d), d.Instance
	} else if target.Instance = file.NewInstance(id); target.Instance == nil {
		return nil, center.Errorf(center.Refused, "The instance %s is not there, and the file has no section instance to make it of.", id)
	}
	if err := file.Resolve(target); err != nil {
		return nil, fileError(err)
	}
	resources, err := file.Resources(d, center.At(time.Now()))
	if err != nil {
		return nil, fileError(err)
	}
	plan := centerfile.Compare(target.Current, file)
	if instance == nil {
		for _, r := range resources {
			if in, ok := r.(*center.Instance); ok {
				in.ID = center.InstanceID(id)
			}
		}
	}
	work := &importWork{plan: plan, changes: plan.Changes(d, resources), after: &center.Directory{}}
	for f := range d.Flows.All() {
		work.after.Load(f)
	}
	for q := range d.QuickConnects.All() {
		work.after.Load(q)
	}
	for _, r := range resources {
		work.after.Load(r)
	}
	if work.after.Instance == nil {
		work.after.Load(d.Instance)
	}
	if instance == nil {
		for _, attribute := range systemAttributes() {
			if !file.HasAttribute(attribute.Name) {
				work.changes = append(work.changes, center.Change{Put: attribute})
			}
		}
	}
	return work, nil
}

// fileError tells what is wrong with a file as an error of the domain.
func fileError(err error) error {
	var problems centerfile.Problems
	if errors.As(err, &problems) {
		return center.Errorf(center.Invalid, "%s", problems)
	}
	return err
}

// resourceLimits are the quotas of resources, nil for none.
func (s *Service) resourceLimits() map[center.ResourceKind]int {
	if s.options.Quotas == nil {
		return nil
	}
	return s.options.Quotas.Resources
}

// checkImport refuses what a single operation would: values beyond the limits of
// the API, queues of more contacts than there may be, and telephone numbers of
// another instance.
func (s *Service) checkImport(instance *served, work *importWork) error {
	taken := map[string]bool{}
	for _, other := range s.options.Instances.All() {
		if instance != nil && other.Directory().Instance.ID == instance.Directory().Instance.ID {
			continue
		}
		for n := range other.Directory().PhoneNumbers.All() {
			taken[n.Number], taken[string(n.ID)] = true, true
		}
	}
	for _, c := range work.changes {
		if c.Put == nil {
			continue
		}
		err := checkResource(c.Put)
		switch r := c.Put.(type) {
		case *center.Queue:
			if err == nil && r.MaxContacts != center.NoMaxContacts {
				err = s.checkMaxContacts(&r.MaxContacts)
			}
		case *center.TaskTemplate:
			if err == nil {
				err = checkTemplate(work.after, r)
			}
		case *center.PhoneNumber:
			if err == nil && (taken[r.Number] || taken[string(r.ID)]) {
				err = center.Errorf(center.Duplicate, "The number belongs to another instance.")
			}
		}
		if err != nil {
			var refusal *center.Error
			kind := center.Invalid
			if errors.As(err, &refusal) {
				kind = refusal.Kind
			}
			return center.Errorf(kind, "%s %s: %s", c.Put.RecordKind().Noun(), c.Put.ResourceName(), err)
		}
	}
	return nil
}

func wirePlan(p *centerfile.Plan) *ImportPlan {
	out := &ImportPlan{Create: p.Count(centerfile.Create), Change: p.Count(centerfile.Update), Delete: p.Count(centerfile.Delete), Items: make([]PlannedItem, len(p.Items))}
	for i := range p.Items {
		item := &p.Items[i]
		out.Items[i] = PlannedItem{Action: string(item.Action), Kind: item.Noun, Id: item.ID, Name: item.Name}
		for _, m := range item.Members {
			out.Items[i].Members = append(out.Items[i].Members, PlannedMember{m.Path, m.Old, m.New})
		}
	}
	return out
}
