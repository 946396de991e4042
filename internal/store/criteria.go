package store

import (
	"github.com/go-json-experiment/json/jsontext"

	"strowger/internal/center"
)

func appendCriteria(b []byte, c *center.Criteria) []byte {
	start := len(b)
	b = numberMember(b, `,"Index":`, c.Index)
	b = numberMember(b, `,"Activated":`, c.Activated)
	b = listMember(b, `,"Steps":`, c.Steps, appendStep)
	return closeObject(b, start)
}

func appendStep(b []byte, s *center.RoutingStep) []byte {
	start := len(b)
	mark := len(b)
	b = appendExpression(append(b, `,"Expression":`...), &s.Expression)
	b = dropEmpty(b, mark)
	b = numberMember(b, `,"Duration":`, s.Duration)
	b = numberMember(b, `,"Until":`, s.Until)
	b = textMember(b, `,"Status":`, s.Status)
	return closeObject(b, start)
}

func appendExpression(b []byte, x *center.Expression) []byte {
	start := len(b)
	b = conditionMember(b, `,"Attribute":`, x.Attribute)
	b = listMember(b, `,"And":`, x.And, appendExpression)
	b = listMember(b, `,"Or":`, x.Or, appendExpression)
	b = conditionMember(b, `,"Not":`, x.Not)
	return closeObject(b, start)
}

func conditionMember(b []byte, name string, c *center.AttributeCondition) []byte {
	if c == nil {
		return b
	}
	b = append(b, name...)
	start := len(b)
	b = textMember(b, `,"Name":`, c.Name)
	b = textMember(b, `,"Value":`, c.Value)
	b = floatMember(b, `,"Min":`, c.Min)
	b = floatMember(b, `,"Max":`, c.Max)
	b = boolMember(b, `,"Range":`, c.Range)
	b = listMember(b, `,"Agents":`, c.Agents, func(b []byte, id *center.UserID) []byte { return appendText(b, string(*id)) })
	return closeObject(b, start)
}

func floatMember(b []byte, name string, v float64) []byte {
	if v == 0 {
		return b
	}
	return jsontext.AppendFloat(append(b, name...), v, 64)
}

func boolMember(b []byte, name string, v bool) []byte {
	if !v {
		return b
	}
	return append(append(b, name...), "true"...)
}
